package io.github.titanembeddings.testing.internal.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The metrics of a job as the service writes them: one line a step. */
public final class MetricsCsv {
  private final StringBuilder text;
  private @Nullable Double lastLoss;

  public MetricsCsv(String lossColumn) {
    text = new StringBuilder("step_number,epoch_number," + lossColumn + ",perplexity\n");
  }

  public void add(int step, int epoch, double loss) {
    text.append(String.format(Locale.ROOT, "%d,%d,%.6f,%.6f\n", step, epoch, loss, Math.exp(loss)));
    lastLoss = loss;
  }

  /** The loss of the last line, if there is one. */
  @Nullable
  public Double lastLoss() {
    return lastLoss;
  }

  public byte[] bytes() {
    return text.toString().getBytes(UTF_8);
  }
}
