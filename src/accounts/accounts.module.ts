import { Module } from '@nestjs/common';
import { ActorMiddleware } from './actor.middleware.js';
import { Cookies } from './cookies.js';
import { Links } from './links.js';
import { Persons } from './persons.service.js';

@Module({ providers: [ActorMiddleware, Cookies, Links, Persons], exports: [ActorMiddleware, Links, Persons] })
export class AccountsModule {}
