package io.github.titanembeddings.examples.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * Accumulators of rows, requests, throttled requests, tokens, images and estimated cost, which
 * Spark's web UI shows for each stage. They count tasks that succeeded; the progress line of {@link
 * TitanPlugin} counts those that failed, too.
 */
public final class EmbedCounters implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator rows;
  private final LongAccumulator failed;
  private final LongAccumulator requests;
  private final LongAccumulator throttled;
  private final LongAccumulator tokens;
  private final LongAccumulator images;
  private final DoubleAccumulator cost;
  private final double perThousandTokens;
  private final double perImage;

  private EmbedCounters(SparkContext context) {
    rows = context.longAccumulator("titan.rows");
    failed = context.longAccumulator("titan.failed");
    requests = context.longAccumulator("titan.requests");
    throttled = context.longAccumulator("titan.throttled");
    tokens = context.longAccumulator("titan.tokens");
    images = context.longAccumulator("titan.images");
    cost = context.doubleAccumulator("titan.cost");
    perThousandTokens = context.getConf().getDouble(TitanPlugin.PER_THOUSAND_TOKENS, 0);
    perImage = context.getConf().getDouble(TitanPlugin.PER_IMAGE, 0);
  }

  /** Returns new accumulators. */
  public static EmbedCounters register(SparkContext context) {
    return new EmbedCounters(context);
  }

  void add(EmbedCounts counts) {
    rows.add(counts.rows());
    failed.add(counts.failed());
    requests.add(counts.requests());
    throttled.add(counts.throttled());
    tokens.add(counts.tokens());
    images.add(counts.images());
    cost.add(counts.cost(perThousandTokens, perImage));
  }

  /** Returns the estimated cost so far, on the driver; 0 if no prices are set. */
  public double cost() {
    return cost.sum();
  }

  /** Returns the counts so far, on the driver. */
  public EmbedCounts counts() {
    return new EmbedCounts(
        rows.sum(), failed.sum(), requests.sum(), throttled.sum(), tokens.sum(), images.sum());
  }
}
