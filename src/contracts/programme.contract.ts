import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsLine, IsProse } from './plain-text.js';
import type { WindowSummary } from './session.contract.js';

const FIELD_TYPES = ['text', 'number', 'choice'] as const;

/** A field that a programme adds to its events, e.g. 期限, 用途, 担保方式 for financing. */
export class ProgrammeField {
  @Matches(/^[a-z][a-z0-9_]{0,31}$/)
  key!: string;

  @IsLine(1, 30)
  label!: string;

  @IsIn(FIELD_TYPES)
  type!: (typeof FIELD_TYPES)[number];

  /** For `choice`. */
  @IsArray()
  @ArrayMaxSize(30)
  @IsString({ each: true })
  @MaxLength(30, { each: true })
  options!: string[];

  @IsBoolean()
  required!: boolean;
}

/**
 * `POST /api/organisations/:id/programmes`, `PUT /api/programmes/:id`; `POST /api/programmes/:id/close` and `/reopen`
 * take no body. A closed programme takes no new events.
 */
export class ProgrammeRequest {
  @Matches(/^[a-z][a-z0-9-]{1,39}$/)
  slug!: string;

  @IsLine(1, 40)
  name!: string;

  @IsProse(200)
  summary!: string;

  @IsProse(5000)
  description!: string;

  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => ProgrammeField)
  fields!: ProgrammeField[];

  /** Designated key agencies (重点服务机构). */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  agencyIds?: string[];
}

export interface ProgrammeLine {
  id: string;
  slug: string;
  name: string;
  summary: string;
  closed: boolean;
  fields: ProgrammeField[];
  /** The window that runs it. */
  owner: WindowSummary | null;
}

/** `GET /api/programmes`: open ones first. */
export interface ProgrammeList {
  programmes: ProgrammeLine[];
}

/** `GET /api/programmes/:slug`: the programme's page (专栏); its sessions come from `GET /api/sessions?programme=`. */
export interface ProgrammePage extends ProgrammeLine {
  description: string;
  agencies: { id: string; name: string }[];
}
