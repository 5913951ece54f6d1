import { Module } from '@nestjs/common';
import { Admissions } from './applications/admissions.service.js';
import { ApplicantDesk } from './applications/applicant-desk.service.js';
import { ApplicationNotices } from './applications/application-notices.service.js';
import { ApplicationReview } from './applications/application-review.service.js';
import { ApplicationsController } from './applications/applications.controller.js';
import { ApplicationViews } from './applications/applications.read-model.js';
import { Applications } from './applications/applications.service.js';
import { CreditedImports } from './imports/credited-imports.service.js';
import { HandOvers } from './members/hand-overs.js';
import { ImportApplying } from './imports/import-applying.service.js';
import { ImportKinds } from './imports/import-kinds.js';
import { ImportLists } from './imports/import-list.read-model.js';
import { ImportReading } from './imports/import-reading.service.js';
import { ImportSettling } from './imports/import-settling.service.js';
import { ImportTemplates } from './imports/import-templates.service.js';
import { ImportsController } from './imports/imports.controller.js';
import { ImportViews } from './imports/imports.read-model.js';
import { Imports } from './imports/imports.service.js';
import { InvitationAnswers } from './members/invitation-answers.service.js';
import { InvitationDesk } from './members/invitation-desk.service.js';
import { Invitations } from './members/invitations.service.js';
import { MembersController } from './members/members.controller.js';
import { MemberViews } from './members/members.read-model.js';
import { Memberships } from './members/memberships.service.js';
import { Mergers } from './merging/mergers.js';
import { Merging } from './merging/merging.service.js';
import { NetworkAdministrationController } from './network/network-administration.controller.js';
import { NetworkAdministration } from './network/network-administration.read-model.js';
import { NetworkSeed } from './network/network-seed.service.js';
import { NetworkController } from './network/network.controller.js';
import { OrganisationMergers } from './merging/organisation-mergers.service.js';
import { OrganisationPersonalData } from './organisation-personal-data.service.js';
import { OrganisationResources } from './organisation-resources.js';
import { OrganisationsController } from './organisations.controller.js';
import { OrganisationViews } from './organisations.read-model.js';
import { Organisations } from './organisations.service.js';
import { Partners } from './partners.read-model.js';
import { PublicNetwork } from './network/public-network.read-model.js';
import { Relocations } from './network/relocations.js';
import { ServiceItems } from './service-items.service.js';
import { StaffNotices } from './members/staff-notices.service.js';
import { Staff } from './members/staff.service.js';
import { WindowImports } from './imports/window-imports.service.js';
import { Windows } from './network/windows.service.js';

/** The network of windows, agencies and enterprises, and who works for them. */
@Module({
  controllers: [
    ApplicationsController,
    ImportsController,
    MembersController,
    NetworkAdministrationController,
    NetworkController,
    OrganisationsController,
  ],
  providers: [
    Admissions,
    ApplicantDesk,
    ApplicationNotices,
    ApplicationReview,
    ApplicationViews,
    Applications,
    CreditedImports,
    HandOvers,
    ImportApplying,
    ImportKinds,
    ImportLists,
    ImportReading,
    ImportSettling,
    ImportTemplates,
    ImportViews,
    Imports,
    InvitationAnswers,
    InvitationDesk,
    Invitations,
    MemberViews,
    Memberships,
    Mergers,
    Merging,
    NetworkAdministration,
    NetworkSeed,
    OrganisationMergers,
    OrganisationPersonalData,
    OrganisationResources,
    OrganisationViews,
    Organisations,
    Partners,
    PublicNetwork,
    Relocations,
    ServiceItems,
    Staff,
    StaffNotices,
    WindowImports,
    Windows,
  ],
  exports: [HandOvers, ImportKinds, Imports, Mergers, NetworkSeed, Relocations],
})
export class OrganisationsModule {}
