import { Param } from '@nestjs/common';
import { IdPipe } from '../infra/http/id.pipe.js';

export const SessionId = () => Param('id', new IdPipe('session.not_found'));

/** Who runs the session: by a host's link, or as staff of the window that hosts it. */
export const HOST = { scope: 'party', capability: 'host', of: 'session', param: 'id' } as const;

/** Whoever is on its stage. */
export const ON_STAGE = { scope: 'party', capability: ['host', 'speaker'], of: 'session', param: 'id' } as const;
