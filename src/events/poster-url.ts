/** Where an event's poster is fetched; the address changes with the picture. */
export function posterUrl(eventId: string, fileId: string | null): string | null {
  return fileId ? `/api/events/${eventId}/poster?v=${fileId.slice(-12)}` : null;
}
