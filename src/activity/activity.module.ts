import { Global, Module } from '@nestjs/common';
import { AttendanceWriter } from './attendance/attendance-writer.service.js';
import { Ledger } from './ledger.js';
import { Partitions } from './partitions.js';

/** The bottom of the house: everybody writes here. */
@Global()
@Module({ providers: [AttendanceWriter, Ledger, Partitions], exports: [AttendanceWriter, Ledger] })
export class ActivityModule {}
