import { Global, Module } from '@nestjs/common';
import { Ledger } from './ledger.js';
import { Partitions } from './partitions.js';

/** The bottom of the house: everybody writes here. */
@Global()
@Module({ providers: [Ledger, Partitions], exports: [Ledger] })
export class ActivityModule {}
