import { Module } from '@nestjs/common';
import { PlanningModule } from './planning.module.js';
import { RegistrationModule } from './registration/registration.module.js';

@Module({ imports: [PlanningModule, RegistrationModule], exports: [PlanningModule, RegistrationModule] })
export class EventsModule {}
