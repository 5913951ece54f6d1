import { Module } from '@nestjs/common';
import { NetworkSeed } from './network-seed.service.js';
import { NetworkController } from './network.controller.js';
import { OrganisationResources } from './organisation-resources.js';
import { OrganisationsController } from './organisations.controller.js';
import { OrganisationViews } from './organisations.read-model.js';
import { Organisations } from './organisations.service.js';
import { PublicNetwork } from './public-network.read-model.js';
import { Relocations } from './relocations.js';
import { ServiceItems } from './service-items.service.js';
import { Windows } from './windows.service.js';

@Module({
  controllers: [NetworkController, OrganisationsController],
  providers: [
    NetworkSeed,
    OrganisationResources,
    OrganisationViews,
    Organisations,
    PublicNetwork,
    Relocations,
    ServiceItems,
    Windows,
  ],
  exports: [NetworkSeed, Relocations],
})
export class OrganisationsModule {}
