import { Global, Module } from '@nestjs/common';
import { Contacts } from './contacts.js';
import { Deliveries } from './deliveries.service.js';
import { MessageAdapters } from './message-adapters.js';
import { Messenger } from './messenger.js';
import { NoticeInbox } from './notice-inbox.service.js';
import { NoticeSweep } from './notice-sweep.service.js';
import { NoticesController } from './notices.controller.js';
import { Notices } from './notices.service.js';

/** Telling persons what concerns them, in the app and beyond it. */
@Global()
@Module({
  controllers: [NoticesController],
  providers: [Contacts, Deliveries, MessageAdapters, Messenger, NoticeInbox, Notices, NoticeSweep],
  exports: [Contacts, Messenger, Notices],
})
export class NotificationsModule {}
