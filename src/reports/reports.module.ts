import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { AttendanceRollups } from './attendance/attendance-rollups.service.js';

/** What was counted, for those who answer for it. Reads everything; nobody but the start imports it. */
@Module({
  imports: [AccountsModule, EventsModule],
  providers: [AttendanceRollups],
})
export class ReportsModule {}
