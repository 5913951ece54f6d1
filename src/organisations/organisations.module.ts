import { Module } from '@nestjs/common';
import { Admissions } from './admissions.service.js';
import { ApplicantDesk } from './applicant-desk.service.js';
import { ApplicationNotices } from './application-notices.service.js';
import { ApplicationReview } from './application-review.service.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationViews } from './applications.read-model.js';
import { Applications } from './applications.service.js';
import { CreditedImports } from './credited-imports.service.js';
import { HandOvers } from './hand-overs.js';
import { ImportApplying } from './import-applying.service.js';
import { ImportKinds } from './import-kinds.js';
import { ImportReading } from './import-reading.service.js';
import { ImportTemplates } from './import-templates.service.js';
import { ImportsController } from './imports.controller.js';
import { ImportViews } from './imports.read-model.js';
import { Imports } from './imports.service.js';
import { InvitationAnswers } from './invitation-answers.service.js';
import { InvitationDesk } from './invitation-desk.service.js';
import { Invitations } from './invitations.service.js';
import { MembersController } from './members.controller.js';
import { MemberViews } from './members.read-model.js';
import { Memberships } from './memberships.service.js';
import { Mergers } from './mergers.js';
import { Merging } from './merging.service.js';
import { NetworkAdministrationController } from './network-administration.controller.js';
import { NetworkAdministration } from './network-administration.read-model.js';
import { NetworkSeed } from './network-seed.service.js';
import { NetworkController } from './network.controller.js';
import { OrganisationMergers } from './organisation-mergers.service.js';
import { OrganisationPersonalData } from './organisation-personal-data.service.js';
import { OrganisationResources } from './organisation-resources.js';
import { OrganisationsController } from './organisations.controller.js';
import { OrganisationViews } from './organisations.read-model.js';
import { Organisations } from './organisations.service.js';
import { Partners } from './partners.read-model.js';
import { PublicNetwork } from './public-network.read-model.js';
import { Relocations } from './relocations.js';
import { ServiceItems } from './service-items.service.js';
import { StaffNotices } from './staff-notices.service.js';
import { Staff } from './staff.service.js';
import { WindowImports } from './window-imports.service.js';
import { Windows } from './windows.service.js';

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
    ImportReading,
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
