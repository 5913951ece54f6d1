import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { AttendanceData } from './attendance/attendance-data.service.js';
import { AttendanceRollups } from './attendance/attendance-rollups.service.js';
import { CorrectionLists } from './corrections/correction-lists.read-model.js';
import { CorrectionsController } from './corrections/corrections.controller.js';
import { Corrections } from './corrections/corrections.service.js';
import { AttendanceExportController } from './export/attendance-export.controller.js';
import { AttendanceExport } from './export/attendance-export.service.js';
import { AttendanceLines } from './export/attendance-lines.read-model.js';
import { ExportSlots } from './export/export-slots.js';
import { HallLinks } from './hall/hall-links.service.js';
import { HallScreens } from './hall/hall-screens.service.js';
import { HallController } from './hall/hall.controller.js';
import { HallReader } from './hall/hall.read-model.js';
import { AttendeeLists } from './statistics/attendee-lists.read-model.js';
import { AttendeePhones } from './statistics/attendee-phones.js';
import { EffectivePercents } from './statistics/effective-percents.service.js';
import { SessionFactsReader } from './statistics/session-facts.read-model.js';
import { SessionStatisticsReader } from './statistics/session-statistics.read-model.js';
import { SessionValues } from './statistics/session-values.read-model.js';
import { StatisticsController } from './statistics/statistics.controller.js';
import { EventFactsReader } from './summary/event-facts.read-model.js';
import { EventSummaries } from './summary/event-summary.read-model.js';
import { EventValues } from './summary/event-values.read-model.js';
import { SummaryExport } from './summary/summary-export.service.js';
import { SummaryController } from './summary/summary.controller.js';

/** What was counted, for those who answer for it. Reads everything; nobody but the start imports it. */
@Module({
  imports: [AccountsModule, EventsModule],
  controllers: [
    StatisticsController,
    CorrectionsController,
    AttendanceExportController,
    SummaryController,
    HallController,
  ],
  providers: [
    AttendanceData,
    AttendanceExport,
    AttendanceLines,
    AttendanceRollups,
    AttendeeLists,
    AttendeePhones,
    CorrectionLists,
    Corrections,
    EffectivePercents,
    EventFactsReader,
    EventSummaries,
    EventValues,
    ExportSlots,
    HallLinks,
    HallReader,
    HallScreens,
    SessionFactsReader,
    SessionStatisticsReader,
    SessionValues,
    SummaryExport,
  ],
})
export class ReportsModule {}
