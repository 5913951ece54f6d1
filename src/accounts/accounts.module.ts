import { Global, Module } from '@nestjs/common';
import { AccessTokens } from './access-tokens.service.js';
import { AccountAdministrationController } from './account-administration.controller.js';
import { AccountAdministration } from './account-administration.service.js';
import { AccountContacts } from './account-contacts.service.js';
import { AccountData } from './account-data.service.js';
import { AccountDoor } from './account-door.service.js';
import { AccountList } from './account-list.read-model.js';
import { AccountNotices } from './account-notices.service.js';
import { AccountRemoval } from './account-removal.service.js';
import { AccountSecurity } from './account-security.service.js';
import { AccountViews } from './account-views.read-model.js';
import { AccountController, TotpController } from './account.controller.js';
import { Accounts } from './accounts.service.js';
import { ActorCache } from './actor-cache.js';
import { ActorReader } from './actor-reader.service.js';
import { ActorMiddleware } from './actor.middleware.js';
import { AuditChecks } from './audit-checks.service.js';
import { AuditSealer } from './audit-sealer.service.js';
import { AuditTrail } from './audit-trail.read-model.js';
import { AuditController } from './audit.controller.js';
import { Audit } from './audit.service.js';
import { Consents } from './consents.service.js';
import { Cookies } from './cookies.js';
import { Grants } from './grants.service.js';
import { Links } from './links.js';
import { Lockout } from './lockout.service.js';
import { NewcomerLimit } from './newcomer-limit.js';
import { OwnDataController } from './own-data.controller.js';
import { OwnData } from './own-data.service.js';
import { OwnPhone } from './own-phone.service.js';
import { OwnProfile } from './own-profile.service.js';
import { Passwords } from './passwords.service.js';
import { PersonLinks } from './person-links.service.js';
import { PersonalData } from './personal-data.js';
import { Persons } from './persons.service.js';
import { PhoneCodes } from './phone-codes.service.js';
import { Phones } from './phones.service.js';
import { Profiles } from './profiles.service.js';
import { ProviderClient } from './provider-client.service.js';
import { ProviderIdentities } from './provider-identities.service.js';
import { ProviderJourneys } from './provider-journey.service.js';
import { ProviderSignIn } from './provider-sign-in.service.js';
import { ProviderController } from './provider.controller.js';
import { RefusalLimit } from './refusal-limit.js';
import { SecondFactor } from './second-factor.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignInProofs } from './sign-in-proofs.service.js';
import { SignIn } from './sign-in.service.js';
import { SignedInBrowsers } from './signed-in-browsers.service.js';
import { SiteController } from './site.controller.js';

const SHARED = [
  Accounts,
  ActorMiddleware,
  ActorReader,
  Audit,
  Consents,
  Grants,
  Links,
  Passwords,
  PersonLinks,
  PersonalData,
  Persons,
  Phones,
  Profiles,
];

/** Who acts: persons, accounts, roles, consents, and what was done in the administration. */
@Global()
@Module({
  controllers: [
    AccountAdministrationController,
    AccountController,
    AuditController,
    OwnDataController,
    ProviderController,
    SignInController,
    SiteController,
    TotpController,
  ],
  providers: [
    ...SHARED,
    AccessTokens,
    AccountAdministration,
    AccountContacts,
    AccountData,
    AccountDoor,
    AccountList,
    AccountNotices,
    AccountRemoval,
    AccountSecurity,
    AccountViews,
    ActorCache,
    Lockout,
    OwnData,
    OwnPhone,
    OwnProfile,
    PhoneCodes,
    ProviderClient,
    ProviderIdentities,
    ProviderJourneys,
    ProviderSignIn,
    SecondFactor,
    SignIn,
    SignInProofs,
    SignedInBrowsers,
    AuditChecks,
    AuditSealer,
    AuditTrail,
    RefusalLimit,
    Cookies,
    NewcomerLimit,
  ],
  exports: SHARED,
})
export class AccountsModule {}
