package io.github.titanembeddings.bulk;

import java.util.Objects;

/** Writes to a log how a run goes on. Safe for use by several threads. */
public final class LogProgress implements BulkListener {
  private final System.Logger log;
  private final System.Logger.Level level;

  private LogProgress(System.Logger log, System.Logger.Level level) {
    this.log = Objects.requireNonNull(log, "log");
    this.level = Objects.requireNonNull(level, "level");
  }

  /** Progress in a log of yours, at a level. */
  public static LogProgress of(System.Logger log, System.Logger.Level level) {
    return new LogProgress(log, level);
  }

  @Override
  public void progress(BulkSnapshot snapshot) {
    log.log(level, () -> ProgressText.of(snapshot));
  }

  @Override
  public void finished(BulkSummary summary) {
    log.log(level, () -> ProgressText.of(summary));
  }
}
