package io.github.titanembeddings.examples.spark;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Divides the quota of one account among the executors of an application. The driver leases shares
 * for 10 seconds; executors that embed renew them every 2 seconds, and send nothing once their
 * lease has expired. The driver logs a line of progress every 10 seconds.
 *
 * <pre>
 * spark.plugins                   io.github.titanembeddings.examples.spark.TitanPlugin
 * spark.titan.requestsPerMinute   2000     (required)
 * spark.titan.tokensPerMinute     300000   (unlimited by default)
 * spark.titan.perThousandTokens   0.0008   (prices for the progress line; 0 by default)
 * spark.titan.perImage            0.00006
 * </pre>
 */
public final class TitanPlugin implements SparkPlugin {
  /** The requests per minute of the account; required. */
  public static final String REQUESTS_PER_MINUTE = "spark.titan.requestsPerMinute";

  /** The tokens per minute of the account; unlimited by default. */
  public static final String TOKENS_PER_MINUTE = "spark.titan.tokensPerMinute";

  /** The price of 1,000 tokens, for the progress line. */
  public static final String PER_THOUSAND_TOKENS = "spark.titan.perThousandTokens";

  /** The price of an image, for the progress line. */
  public static final String PER_IMAGE = "spark.titan.perImage";

  private static final Logger LOG = LoggerFactory.getLogger(TitanPlugin.class);
  private static final long PROGRESS_SECONDS = 10;

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  /** Fails with the remedy if the plugin is missing. */
  static void requireConfigured(SparkConf conf) {
    if (!conf.get("spark.plugins", "").contains(TitanPlugin.class.getName())) {
      throw new IllegalStateException(
          "set spark.plugins to "
              + TitanPlugin.class.getName()
              + " before the session starts; without it each executor would use the whole quota");
    }
  }

  private static double positive(SparkConf conf, String key, double missing) {
    double value = conf.getDouble(key, missing);
    if (!(value >= 0.01)) {
      throw new IllegalArgumentException(
          key + " must be set to the account's quota, at least 0.01 per minute, not " + value);
    }
    return value;
  }

  private static final class Driver implements DriverPlugin {
    private final QuotaLedger ledger = new QuotaLedger(System::nanoTime);
    private @Nullable SparkContext context;
    private @Nullable ScheduledExecutorService progress;
    private double requestsPerMinute;
    private double perThousandTokens;
    private double perImage;
    private EmbedCounts counts = EmbedCounts.NONE;
    private EmbedCounts logged = EmbedCounts.NONE;

    @Override
    public synchronized Map<String, String> init(SparkContext sparkContext, PluginContext plugin) {
      SparkConf conf = plugin.conf();
      requestsPerMinute = positive(conf, REQUESTS_PER_MINUTE, 0);
      positive(conf, TOKENS_PER_MINUTE, Double.POSITIVE_INFINITY);
      perThousandTokens = conf.getDouble(PER_THOUSAND_TOKENS, 0);
      perImage = conf.getDouble(PER_IMAGE, 0);
      context = sparkContext;
      progress =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "titan-embeddings-progress");
                thread.setDaemon(true);
                return thread;
              });
      Future<?> unused =
          progress.scheduleWithFixedDelay(
              this::logProgress, PROGRESS_SECONDS, PROGRESS_SECONDS, TimeUnit.SECONDS);
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      if (message instanceof DriverMessage.LeaseRequest request) {
        add(request.counts());
        return ledger.lease(request.executor(), request.confirmed());
      }
      if (message instanceof DriverMessage.Release release) {
        add(release.counts());
        ledger.release(release.executor());
      }
      if (message instanceof DriverMessage.SharedFault fault && context != null) {
        context.cancelStage(fault.stage(), fault.reason());
      }
      return "";
    }

    private synchronized void add(EmbedCounts more) {
      counts = counts.plus(more);
    }

    private synchronized void logProgress() {
      if (counts.equals(logged)) {
        return;
      }
      double perMinute = (counts.requests() - logged.requests()) * 60.0 / PROGRESS_SECONDS;
      logged = counts;
      LOG.info(
          String.format(
              Locale.ROOT,
              "%s; %,.0f requests per minute (%.0f %% of the quota), %d executors, cost %.2f",
              counts,
              perMinute,
              perMinute * 100 / requestsPerMinute,
              ledger.alive(),
              counts.cost(perThousandTokens, perImage)));
    }

    @Override
    public void shutdown() {
      if (progress != null) {
        progress.shutdownNow();
      }
      logProgress();
    }
  }

  private static final class Executor implements ExecutorPlugin {
    private @Nullable ExecutorRuntime runtime;

    @Override
    public void init(PluginContext plugin, Map<String, String> extra) {
      runtime =
          ExecutorRuntime.start(
              plugin,
              positive(plugin.conf(), REQUESTS_PER_MINUTE, 0),
              positive(plugin.conf(), TOKENS_PER_MINUTE, Double.POSITIVE_INFINITY));
    }

    @Override
    public void shutdown() {
      if (runtime != null) {
        runtime.close();
      }
    }
  }
}
