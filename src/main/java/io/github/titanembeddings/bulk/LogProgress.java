package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.engine.ProgressText;
import java.util.Objects;

/**
 * Logs the progress of a run through {@link System.Logger}. Thread-safe.
 *
 * <p>By default the JDK writes this log to {@code java.util.logging}. To route it to SLF4J, and so
 * to Logback or Log4j, add {@code org.slf4j:slf4j-jdk-platform-logging}, in the SLF4J version in
 * use, to the runtime class path; the code stays the same:
 *
 * <pre>{@code
 * BulkOptions.builder()
 *     .listener(LogProgress.of(System.getLogger("embedding"), System.Logger.Level.INFO));
 * }</pre>
 */
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
