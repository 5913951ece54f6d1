import { ArrayMaxSize, IsArray, IsOptional, IsUUID } from 'class-validator';
import type { NoticeKind } from './vocabulary.js';

/** Something that the reader was told, in the reader's language. Times are ISO 8601 with Z. */
export interface NoticeView {
  id: string;
  kind: NoticeKind;
  text: string;
  /** A path of the app to go to, null where there is none. */
  href: string | null;
  createdAt: string;
  readAt: string | null;
}

/** `GET /api/notices`: newest first. */
export class ListNoticesQuery {
  /** The `next` of the page before. */
  @IsOptional()
  @IsUUID()
  before?: string;
}

export interface NoticeList {
  notices: NoticeView[];
  /** Unread ones, counted up to 100. */
  unread: number;
  /** For `?before=`; null on the last page. */
  next: string | null;
}

/** `POST /api/notices/read`: the given ones, without `ids` all of the reader's. */
export class ReadNoticesRequest {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  ids?: string[];
}

export interface ReadNoticesAnswer {
  unread: number;
}
