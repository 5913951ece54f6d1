import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { RateLimit } from '../../infra/http/rate-limit.js';

/** New persons per minute of one address: wide enough for a hall behind one router, too narrow to fill the table. */
@Injectable()
export class NewcomerLimit extends RateLimit {
  constructor(@Inject(CONFIG) config: Config) {
    super(config.limits.newcomersPerMinutePerAddress);
  }
}
