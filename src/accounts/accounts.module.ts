import { Global, Module } from '@nestjs/common';
import { AccessTokens } from './sign-in/access-tokens.service.js';
import { AccountAdministrationController } from './administration/account-administration.controller.js';
import { AccountAdministration } from './administration/account-administration.service.js';
import { AccountContacts } from './persons/account-contacts.service.js';
import { AccountData } from './persons/account-data.service.js';
import { AccountDoor } from './sign-in/account-door.service.js';
import { AccountList } from './administration/account-list.read-model.js';
import { AccountNotices } from './administration/account-notices.service.js';
import { AccountRemoval } from './persons/account-removal.service.js';
import { AccountSecurity } from './administration/account-security.service.js';
import { AccountViews } from './sign-in/account-views.read-model.js';
import { AccountController, TotpController } from './sign-in/account.controller.js';
import { Accounts } from './accounts.service.js';
import { ActorCache } from './sign-in/actor-cache.js';
import { ActorReader } from './sign-in/actor-reader.service.js';
import { ActorMiddleware } from './sign-in/actor.middleware.js';
import { AuditChecks } from './audit/audit-checks.service.js';
import { AuditSealer } from './audit/audit-sealer.service.js';
import { AuditTrail } from './audit/audit-trail.read-model.js';
import { AuditController } from './audit/audit.controller.js';
import { Audit } from './audit/audit.service.js';
import { Consents } from './persons/consents.service.js';
import { Cookies } from './sign-in/cookies.js';
import { Grants } from './administration/grants.service.js';
import { Links } from './links.js';
import { Lockout } from './sign-in/lockout.service.js';
import { NewcomerLimit } from './sign-in/newcomer-limit.js';
import { OwnDataController } from './persons/own-data.controller.js';
import { OwnData } from './persons/own-data.service.js';
import { OwnPhone } from './sign-in/own-phone.service.js';
import { OwnProfile } from './persons/own-profile.service.js';
import { Passwords } from './sign-in/passwords.service.js';
import { PersonLinks } from './persons/person-links.service.js';
import { PersonalData } from './persons/personal-data.js';
import { Persons } from './persons/persons.service.js';
import { PhoneCodes } from './sign-in/phone-codes.service.js';
import { Phones } from './persons/phones.service.js';
import { Profiles } from './persons/profiles.service.js';
import { ProviderClient } from './sign-in/provider-client.service.js';
import { ProviderIdentities } from './sign-in/provider-identities.service.js';
import { ProviderJourneys } from './sign-in/provider-journey.service.js';
import { ProviderSignIn } from './sign-in/provider-sign-in.service.js';
import { ProviderController } from './sign-in/provider.controller.js';
import { RefusalLimit } from './audit/refusal-limit.js';
import { SecondFactor } from './sign-in/second-factor.service.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignInProofs } from './sign-in/sign-in-proofs.service.js';
import { SignIn } from './sign-in/sign-in.service.js';
import { SignedInBrowsers } from './sign-in/signed-in-browsers.service.js';
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
