import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { AttendanceData } from './attendance/attendance-data.service.js';
import { AttendanceRollups } from './attendance/attendance-rollups.service.js';
import { AttendeeLists } from './statistics/attendee-lists.read-model.js';
import { EffectivePercents } from './statistics/effective-percents.service.js';
import { SessionFactsReader } from './statistics/session-facts.read-model.js';
import { SessionStatisticsReader } from './statistics/session-statistics.read-model.js';
import { SessionValues } from './statistics/session-values.read-model.js';
import { StatisticsController } from './statistics/statistics.controller.js';

/** What was counted, for those who answer for it. Reads everything; nobody but the start imports it. */
@Module({
  imports: [AccountsModule, EventsModule],
  controllers: [StatisticsController],
  providers: [
    AttendanceData,
    AttendanceRollups,
    AttendeeLists,
    EffectivePercents,
    SessionFactsReader,
    SessionStatisticsReader,
    SessionValues,
  ],
})
export class ReportsModule {}
