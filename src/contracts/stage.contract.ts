import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { MediaJson, StageTrack } from './media.contract.js';
import { IsLine } from './plain-text.js';
import type { FeedStrip, SessionBoard, SessionPage } from './session.contract.js';
import {
  type HandState,
  MATERIAL_KINDS,
  type MaterialKind,
  MOST_PAGES,
  SCENE_LAYOUTS,
  SCENE_SOURCES,
  type SceneLayout,
  type SceneSourceKind,
  SESSION_LINK_PURPOSES,
  type SessionLinkPurpose,
  type StageInvitationState,
  type StagePlace,
  type StageRole,
} from './vocabulary.js';

const NAME_LENGTH = 40;
const UNIT_LENGTH = 80;

/** `POST /api/stages/:sessionId/enter`: with the link the first time, by the cookie that it left afterwards. */
export class EnterStageRequest {
  @IsOptional()
  @IsString()
  @MaxLength(600)
  link?: string;

  /** Asked once of who comes by a speaker's link; absent: as it is known. */
  @IsOptional()
  @IsLine(1, NAME_LENGTH)
  name?: string;

  @IsOptional()
  @IsLine(0, UNIT_LENGTH)
  unit?: string;
}

/** `PATCH /api/stages/:sessionId/people/me`: how one is called on the name strip. */
export class StageNameRequest {
  @IsLine(1, NAME_LENGTH)
  name!: string;

  @IsLine(0, UNIT_LENGTH)
  unit!: string;
}

/** Somebody on the stage of a session, present or not. */
export interface StagePerson {
  id: string;
  role: StageRole;
  name: string;
  unit: string;
  place: StagePlace;
  /** By the host; only a host lifts it. */
  muted: boolean;
  /** A page of theirs is open and connected. */
  present: boolean;
}

/** One picture of a scene. */
export class SceneSource {
  @IsIn(SCENE_SOURCES)
  kind!: SceneSourceKind;

  /** Whose camera or screen. */
  @IsOptional()
  @IsUUID()
  participantId?: string;

  @IsOptional()
  @IsUUID()
  materialId?: string;
}

/** What the director puts on air; the first source is the large one. */
export class Scene {
  @IsIn(SCENE_LAYOUTS)
  layout!: SceneLayout;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => SceneSource)
  sources!: SceneSource[];
}

/** `PUT /api/stages/:sessionId/scene` */
export class SceneRequest {
  /** Absent or null: the platform chooses (a shared screen before a camera, the newest before older ones). */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Scene)
  scene?: Scene | null;

  /** Whether the names of who is seen stand on the picture; absent: as it was. */
  @IsOptional()
  @IsBoolean()
  strip?: boolean;
}

/** What is seen at this moment. A source of the scene that does not come is left out, or replaced by the automatic choice. */
export interface StageShot {
  layout: SceneLayout;
  sources: SceneSource[];
}

/** `POST /api/stages/:sessionId/materials`: its pages or its file follow, one request each. */
export class MaterialRequest {
  @IsIn(MATERIAL_KINDS)
  kind!: MaterialKind;

  @IsLine(1, 120)
  title!: string;

  /** Slides: how many pages will follow. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_PAGES)
  pages?: number;

  /** A video begins anew when it is over. */
  @IsOptional()
  @IsBoolean()
  loop?: boolean;
}

/** `POST /api/stages/:sessionId/materials/:id/turn` */
export class TurnRequest {
  /** From 1. */
  @IsInt()
  @Min(1)
  @Max(MOST_PAGES)
  page!: number;
}

export interface StageMaterial {
  id: string;
  kind: MaterialKind;
  title: string;
  /** Who brought it, and turns it besides the host; null: the organisers. */
  ownerId: string | null;
  pages: number;
  /** How many of them are here. */
  uploaded: number;
  /** The one that is shown, from 1. */
  page: number;
  loop: boolean;
}

/** What everybody on stage sees; also the answer of the studio's commands. */
export interface StageView {
  session: Omit<SessionPage, 'entry'>;
  board: SessionBoard;
  tracks: StageTrack[];
  people: StagePerson[];
  materials: StageMaterial[];
  /** As the director chose; null: the platform chooses. */
  scene: Scene | null;
  strip: boolean;
  /** What is seen, by the audience or in the rehearsal; null: no picture. */
  shot: (StageShot & FeedStrip) | null;
  /** What of it cannot be shown: a broken file, a track that cannot be decoded. */
  failed: SceneSource[];
  /** Videos of it that are over; their last picture stays. */
  ended: SceneSource[];
  /** A rehearsal runs: nobody but the people on stage sees it, nothing of it is kept or counted. */
  rehearsing: boolean;
  limits: { onStage: number; backstage: number };
}

export interface EnterStageAnswer extends StageView {
  /** Who one is here. */
  you: { id: string; role: StageRole; name: string; unit: string };
  /** Raised hands; empty for who is no host. */
  hands: RaisedHand[];
  ticket: string;
  ticketExpiresAt: string;
  /** When the right to be on stage ends. */
  linkExpiresAt: string;
  rtpCapabilities: MediaJson;
}

/** `POST /api/stages/:sessionId/links`: a signed link for somebody without an account, to run the session or to watch it. */
export class StageLinkRequest {
  @IsIn(SESSION_LINK_PURPOSES)
  purpose!: SessionLinkPurpose;

  /** How long it opens; absent: until a day after the session's planned end. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(24 * 90)
  hours?: number;
}

export interface StageLink {
  url: string;
  expiresAt: string;
}

/** `POST /api/stages/:sessionId/invitations`: a link for one speaker. */
export class StageInvitationRequest {
  /** As it will stand on the name strip; the speaker may correct it. Empty: asked when they come. */
  @IsLine(0, NAME_LENGTH)
  name!: string;

  @IsLine(0, UNIT_LENGTH)
  unit!: string;
}

export interface StageInvitation {
  id: string;
  name: string;
  unit: string;
  state: StageInvitationState;
  /** Null when it opens nothing any more. */
  url: string | null;
  expiresAt: string;
}

/** `POST /api/sessions/:id/hand`: a viewer asks to speak. */
export class RaiseHandRequest {
  @IsLine(1, NAME_LENGTH)
  name!: string;

  @IsLine(0, UNIT_LENGTH)
  unit!: string;

  /** What one would like to say. */
  @IsOptional()
  @IsLine(0, 200)
  topic?: string;
}

/** A raised hand as the hosts see it. */
export interface RaisedHand {
  id: string;
  name: string;
  unit: string;
  topic: string;
  state: HandState;
  raisedAt: string;
}

/** A viewer's own hand. */
export interface OwnHand {
  /** Null: not raised (or lowered, or settled). */
  state: Extract<HandState, 'raised' | 'called'> | null;
  /** Whether they can raise their hand now: the session is live, and they are not on its stage already. */
  open: boolean;
  /** Came up by a raised hand: the studio is open to them. */
  invited: boolean;
}
