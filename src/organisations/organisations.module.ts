import { Module } from '@nestjs/common';
import { NetworkSeed } from './network-seed.service.js';

@Module({
  providers: [NetworkSeed],
  exports: [NetworkSeed],
})
export class OrganisationsModule {}
