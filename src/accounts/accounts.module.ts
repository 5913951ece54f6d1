import { Module } from '@nestjs/common';
import { ActorMiddleware } from './actor.middleware.js';
import { Cookies } from './cookies.js';
import { Links } from './links.js';
import { NewcomerLimit } from './newcomer-limit.js';
import { Persons } from './persons.service.js';

@Module({
  providers: [ActorMiddleware, Cookies, Links, NewcomerLimit, Persons],
  exports: [ActorMiddleware, Links, Persons],
})
export class AccountsModule {}
