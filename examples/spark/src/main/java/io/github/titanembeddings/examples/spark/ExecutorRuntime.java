package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.storage.S3ObjectStore;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state that the tasks of one executor share: the leased quota, and clients that are created on
 * first use and closed with the executor. Thread-safe.
 */
final class ExecutorRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorRuntime.class);
  private static final long RENEWAL_MILLIS = 2_000;
  private static final long SHORT_MILLIS = 250;

  /** The smallest rate that the library accepts. */
  private static final double MIN_PER_MINUTE = 0.01;

  /** Between two tasks, an executor keeps its lease for this time. */
  private static final long IDLE_NANOS = 5_000_000_000L;

  private static final String FOLDER = "titan-embeddings/";

  private static volatile @Nullable ExecutorRuntime current;

  private final Quota quota = Quota.leased();
  private final PluginContext plugin;
  private final double requestsPerMinute;
  private final double tokensPerMinute;
  private final Thread renewal = new Thread(this::renew, "titan-embeddings-lease");
  private final Map<EmbedOptions, TitanEmbeddingsAsyncClient> clients = new HashMap<>();
  private @Nullable S3ObjectStore store;
  private int tasks;
  private long busy;
  private boolean isClosed;
  private EmbedCounts counts = EmbedCounts.NONE;
  private EmbedCounts reported = EmbedCounts.NONE;

  private ExecutorRuntime(PluginContext plugin, double requests, double tokens) {
    this.plugin = plugin;
    this.requestsPerMinute = requests;
    this.tokensPerMinute = tokens;
  }

  static ExecutorRuntime start(PluginContext plugin, double requests, double tokens) {
    ExecutorRuntime runtime = new ExecutorRuntime(plugin, requests, tokens);
    runtime.renewal.setDaemon(true);
    runtime.renewal.start();
    current = runtime;
    return runtime;
  }

  /** Returns the runtime of this executor. */
  static ExecutorRuntime get() {
    ExecutorRuntime runtime = current;
    if (runtime == null) {
      throw new IllegalStateException(
          "TitanPlugin is not running on this executor; set spark.plugins before the session"
              + " starts");
    }
    return runtime;
  }

  Quota quota() {
    return quota;
  }

  synchronized TitanEmbeddingsAsyncClient client(EmbedOptions options) {
    requireOpen();
    return clients.computeIfAbsent(options, given -> given.newClient(slots()));
  }

  /** Returns the number of tasks that the executor runs at once. */
  int slots() {
    int processors = Runtime.getRuntime().availableProcessors();
    int cores = plugin.conf().getInt("spark.executor.cores", processors);
    return Math.max(1, cores / plugin.conf().getInt("spark.task.cpus", 1));
  }

  /**
   * Returns the store of images.
   *
   * @throws IllegalStateException if it cannot be created, for example without a region, which
   *     fails the task, since all rows share the reason
   */
  synchronized S3ObjectStore store() {
    requireOpen();
    if (store == null) {
      try {
        store = S3ObjectStore.create();
      } catch (TitanException e) {
        throw new IllegalStateException("Amazon S3: " + e.getMessage(), e);
      }
    }
    return store;
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("the executor is shutting down");
    }
  }

  /** Begins a task that needs the quota. */
  synchronized void begin() {
    tasks++;
    notifyAll();
  }

  /** Ends a task that needed the quota. */
  synchronized void end() {
    tasks--;
    busy = System.nanoTime();
  }

  synchronized void add(EmbedCounts more) {
    counts = counts.plus(more);
  }

  /** Reports a failure that all rows share; the driver cancels the stage. */
  void reportSharedFault(int stage, String reason) {
    try {
      plugin.ask(new DriverMessage.SharedFault(stage, reason));
    } catch (Exception e) {
      LOG.warn("cannot report to the driver, which will see the task fail: {}", e.toString());
    }
  }

  /** Returns the maximum heap size in bytes of the rows and requests of one task. */
  long memoryPerTask() {
    return Math.max(1, Runtime.getRuntime().maxMemory() / 8 / slots());
  }

  /**
   * Returns a new folder on one of the executor's local disks, which Spark deletes when it ends.
   * Partitions are distributed over the disks; a retry uses the same disk.
   *
   * @throws UncheckedIOException if no disk is writable
   */
  static Path localFolder(String name) {
    File[] disks = SparkEnv.get().blockManager().diskBlockManager().localDirs();
    IOException failure = new IOException("no local disk");
    for (int i = 0; i < disks.length; i++) {
      File disk = disks[(TaskContext.getPartitionId() + i) % disks.length];
      try {
        return Files.createDirectories(disk.toPath().toAbsolutePath().resolve(FOLDER + name));
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    throw new UncheckedIOException("spark.local.dir: no disk is writable", failure);
  }

  /** Deletes a folder of {@link #localFolder}. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.warn("cannot delete {}, which remains until the executor ends: {}", folder, e.toString());
    }
  }

  /**
   * Opens the journal of a partition, with the vectors of an earlier attempt on this executor.
   * Waits for that attempt if it is still ending.
   */
  static Journal journal(Path folder, EmbedOptions options) throws InterruptedException {
    Path file = folder.resolve("journal.db");
    while (true) {
      TaskContext.get().killTaskIfInterrupted();
      try {
        return Journal.builder(file, options.model()).durability(Journal.Durability.PROCESS).open();
      } catch (JournalException e) {
        if (e.kind() != JournalException.Kind.LOCKED) {
          throw e;
        }
      }
      Thread.sleep(SHORT_MILLIS);
    }
  }

  private void renew() {
    long confirmed = 0;
    boolean isLeased = false;
    try {
      while (awaitTasks(isLeased)) {
        EmbedCounts now = counts();
        EmbedCounts more = now.minus(reported);
        long pause = SHORT_MILLIS;
        try {
          if (!isBusy()) {
            endLease();
            plugin.ask(new DriverMessage.Release(plugin.executorID(), more));
            isLeased = false;
            confirmed = 0;
          } else {
            long asked = System.nanoTime();
            Object response =
                plugin.ask(new DriverMessage.LeaseRequest(plugin.executorID(), confirmed, more));
            QuotaLedger.Lease lease = (QuotaLedger.Lease) response;
            isLeased = true;
            if (lease.share() > 0 && apply(lease, asked)) {
              confirmed = lease.number();
              pause = RENEWAL_MILLIS;
            }
          }
          reported = now;
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) { // The lease lapses unless a later request succeeds.
          LOG.warn("cannot renew the lease of the quota: {}", e.toString());
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      endLease();
    }
  }

  /** Applies a lease from the time at which it was requested, before the driver granted it. */
  private boolean apply(QuotaLedger.Lease lease, long asked) {
    Duration left = QuotaLedger.VALIDITY.minusNanos(System.nanoTime() - asked);
    double requests = requestsPerMinute * lease.share();
    double tokens = tokensPerMinute * lease.share();
    if (left.isNegative() || Math.min(requests, tokens) < MIN_PER_MINUTE) {
      return false;
    }
    quota.lease(requests, tokens, left);
    return true;
  }

  private void endLease() {
    quota.lease(MIN_PER_MINUTE, MIN_PER_MINUTE, Duration.ZERO);
  }

  /** Waits for a task, unless there is a lease to renew or to release. */
  private synchronized boolean awaitTasks(boolean isLeased) throws InterruptedException {
    while (!isClosed && tasks == 0 && !isLeased) {
      wait();
    }
    return !isClosed;
  }

  private synchronized boolean isBusy() {
    return tasks > 0 || System.nanoTime() - busy < IDLE_NANOS;
  }

  private synchronized EmbedCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
      clients.values().forEach(TitanEmbeddingsAsyncClient::close);
      if (store != null) {
        store.close();
      }
    }
    renewal.interrupt();
  }
}
