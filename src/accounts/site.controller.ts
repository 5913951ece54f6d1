import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SiteView } from '../contracts/account.contract.js';
import { CONFIG, type Config } from '../config.js';
import type { Actor } from '../infra/actor.js';
import { CurrentActor } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { Consents } from './persons/consents.service.js';

/** Who runs the platform, its records with the authorities, and its privacy text. */
@ApiTags('site')
@Controller('api/site')
export class SiteController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly consents: Consents,
  ) {}

  @Get()
  @Header('Cache-Control', 'public, max-age=300')
  @Header('Vary', 'Accept-Language')
  @Policy('site.read', { scope: 'public' })
  read(@CurrentActor() actor: Actor): SiteView {
    const { operator, icp, publicSecurity } = this.config.site;
    return { operator, icp, publicSecurity, privacy: this.consents.text('privacy', actor.locale) };
  }
}
