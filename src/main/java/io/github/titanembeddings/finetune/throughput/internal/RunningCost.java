package io.github.titanembeddings.finetune.throughput.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The cost of a throughput so far. */
public final class RunningCost {
  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);

  private RunningCost() {}

  public static BigDecimal of(BigDecimal hourly, Duration elapsed) {
    return hourly
        .multiply(BigDecimal.valueOf(elapsed.toSeconds()))
        .divide(SECONDS_PER_HOUR, 2, RoundingMode.HALF_UP);
  }

  /** Returns the elapsed time, and the cost if that of an hour is known. */
  public static String words(Duration elapsed, @Nullable BigDecimal hourly) {
    String time =
        String.format(
            Locale.ROOT,
            "%d:%02d:%02d h",
            elapsed.toHours(),
            elapsed.toMinutesPart(),
            elapsed.toSecondsPart());
    return hourly == null
        ? ", after " + time
        : ", after "
            + time
            + ", about "
            + of(hourly, elapsed).toPlainString()
            + " at "
            + hourly.toPlainString()
            + " an hour by your figure";
  }
}
