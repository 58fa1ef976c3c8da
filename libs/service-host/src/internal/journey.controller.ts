import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Recorded, VersionVector } from '@millrace/decider';
import type { EventStore } from '@millrace/event-store';
import { z } from 'zod';
import { EVENT_STORE } from '../tokens.js';

/** An event of a journey as services tell it to the gateway. `place` and `after` in the text form of version vectors. */
export interface JourneyEvent {
  readonly service: string;
  readonly streamId: string;
  readonly version: number;
  readonly place: string;
  readonly type: string;
  readonly data: unknown;
  readonly time: string;
  readonly eventId: string;
  readonly causationId: string;
  readonly hlc: string;
  readonly after: string;
  readonly published: boolean;
}

const atMost = 1_000;
const correlationId = z.string().min(1).max(200);

/** Every event of a business transaction in this service's log, private ones too, in the log's order. */
@ApiExcludeController()
@Controller('internal/journey')
export class JourneyController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Get(':correlationId')
  async journey(
    @Param('correlationId', { schema: correlationId }) id: string,
  ): Promise<{ service: string; events: JourneyEvent[]; complete: boolean }> {
    const events = await this.store.readCorrelated(id, atMost + 1);
    return { service: this.store.service, events: events.slice(0, atMost).map(journeyEventOf), complete: events.length <= atMost };
  }
}

export const journeyEventOf = (event: Recorded): JourneyEvent => ({
  service: event.service,
  streamId: event.streamId,
  version: event.version,
  place: VersionVector.of(event).toString(),
  type: event.type,
  data: event.data,
  time: event.recordedAt,
  eventId: event.eventId,
  causationId: event.metadata.causationId,
  hlc: event.metadata.hlc,
  after: event.metadata.after ?? '',
  published: event.published,
});
