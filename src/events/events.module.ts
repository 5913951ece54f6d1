import { Module } from '@nestjs/common';
import { SessionStates } from './session-states.service.js';

@Module({ providers: [SessionStates], exports: [SessionStates] })
export class EventsModule {}
