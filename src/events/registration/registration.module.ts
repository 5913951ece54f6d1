import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../../organisations/organisations.module.js';
import { CalendarsController } from '../sessions/calendars.controller.js';
import { Calendars } from '../sessions/calendars.read-model.js';
import { ChannelsController } from '../channels/channels.controller.js';
import { Channels } from '../channels/channels.service.js';
import { InvitedPhonesController } from './invited-phones.controller.js';
import { InvitedPhones } from './invited-phones.service.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationData } from './registration-data.service.js';
import { RegistrationExport } from './registration-export.service.js';
import { RegistrationFacts } from './registration-facts.service.js';
import { RegistrationForms } from './registration-forms.read-model.js';
import { RegistrationLists } from './registration-lists.read-model.js';
import { RegistrationParticulars } from './registration-particulars.service.js';
import { RegistrationPhones } from './registration-phones.service.js';
import { Registrants } from './registration-registrant.service.js';
import { Registrations } from './registration.service.js';
import { ReminderPlans } from '../sessions/reminder-plans.service.js';
import { Reminders } from '../sessions/reminders.service.js';
import { RosterUploadsController } from '../venues/roster-uploads.controller.js';
import { RosterUploads } from '../venues/roster-uploads.service.js';
import { Rosters } from '../venues/rosters.service.js';
import { SessionAccess } from '../sessions/session-access.service.js';
import { VenueDoors } from '../venues/venue-doors.read-model.js';
import { VenueKeys } from '../venues/venue-keys.service.js';
import { VenuePlans } from '../venues/venue-plans.service.js';
import { VenueSignInDesk } from '../venues/venue-sign-in-desk.service.js';
import { VenueSignInsController } from '../venues/venue-sign-ins.controller.js';
import { VenueSignIns } from '../venues/venue-sign-ins.service.js';
import { VenueVisitors } from '../venues/venue-visitors.service.js';
import { VenuesController } from '../venues/venues.controller.js';
import { Venues } from '../venues/venues.read-model.js';

/** The part of events that those who come have to do with: registering, getting in, signing in on site, reminders. */
@Module({
  imports: [OrganisationsModule],
  controllers: [
    CalendarsController,
    ChannelsController,
    InvitedPhonesController,
    RegistrationController,
    RosterUploadsController,
    VenueSignInsController,
    VenuesController,
  ],
  providers: [
    Calendars,
    Channels,
    InvitedPhones,
    RegistrationData,
    RegistrationExport,
    RegistrationFacts,
    RegistrationForms,
    RegistrationLists,
    RegistrationParticulars,
    RegistrationPhones,
    Registrants,
    Registrations,
    ReminderPlans,
    Reminders,
    RosterUploads,
    Rosters,
    SessionAccess,
    VenueDoors,
    VenueKeys,
    VenuePlans,
    VenueSignInDesk,
    VenueSignIns,
    VenueVisitors,
    Venues,
  ],
  exports: [SessionAccess],
})
export class RegistrationModule {}
