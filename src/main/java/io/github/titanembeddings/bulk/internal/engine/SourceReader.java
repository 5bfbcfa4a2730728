package io.github.titanembeddings.bulk.internal.engine;

/** How a run takes items from its source, in step with its reader, and how it leaves the source. */
final class SourceReader {
  /** How long a source that is left may take to hand over what it has begun. */
  private static final long PATIENCE = 300_000_000L;

  private final Puller puller;
  private final OutcomeQueue outlet;
  private final int window;
  private final int ahead;
  private final Thread thread;
  private int asked;
  private long pulled;
  private boolean ended;
  private boolean left;
  private long leftUntil;

  /**
   * Reads the source in a thread, so many items ahead that it need not be woken up for each one.
   */
  SourceReader(Puller puller, OutcomeQueue outlet, int window, int ahead) {
    this.puller = puller;
    this.outlet = outlet;
    this.window = window;
    this.ahead = ahead;
    this.thread = new Thread(puller, "titan-embeddings-bulk-source");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Asks for as many items as there is room for, less those that the reader is behind with.
   *
   * @param places where an item could begin at once; less than 0 if so many wait for one
   */
  void ask(int places) {
    long room = (long) places + ahead - asked;
    boolean isWorthWhile = room > ahead / 2 || places > asked;
    if (ended || left || !isWorthWhile) {
      return;
    }
    long unread = pulled + room - window;
    long more = Math.min(room, outlet.taken(unread) + window - pulled);
    more = Math.min(more, Integer.MAX_VALUE - asked);
    if (more > 0) {
      asked += (int) more;
      pulled += more;
      puller.ask((int) more);
    }
  }

  /** Notes that an item has come. */
  void came() {
    asked--;
  }

  /** Notes that the source has ended. */
  void ended() {
    ended = true;
  }

  /** Wants nothing more: interrupts the source, which may still hand over what it has begun. */
  void leave(long now) {
    left = true;
    leftUntil = now + PATIENCE;
    thread.interrupt();
  }

  /** For how long items may still come after the source was left, or for ever if it was not. */
  long waitNanos(long now) {
    return left && !ended ? Math.max(0, leftUntil - now) : Long.MAX_VALUE;
  }

  /** Whether no item comes any more. */
  boolean isOver(long now) {
    return ended || (left && leftUntil - now <= 0);
  }

  /** Takes nothing more, whatever the source hands over. */
  void shut() {
    puller.shut();
    thread.interrupt();
  }
}
