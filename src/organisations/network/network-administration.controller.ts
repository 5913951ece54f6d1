import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type FoundOrganisation,
  OrganisationSearchQuery,
  type WindowLine,
} from '../../contracts/organisation.contract.js';
import { Policy } from '../../infra/policy.js';
import { NetworkAdministration } from './network-administration.read-model.js';

/** What the administrators need in order to choose an organisation or to arrange the windows. */
@ApiTags('administration')
@Controller('api/admin')
export class NetworkAdministrationController {
  constructor(private readonly network: NetworkAdministration) {}

  @Get('windows')
  @Header('Cache-Control', 'no-store')
  @Policy('organisation.arrange', { scope: 'platform' })
  windows(): Promise<WindowLine[]> {
    return this.network.windows();
  }

  @Get('organisations')
  @Header('Cache-Control', 'no-store')
  @Policy('grant.read', { scope: 'platform' })
  search(@Query() { q }: OrganisationSearchQuery): Promise<FoundOrganisation[]> {
    return this.network.search(q);
  }
}
