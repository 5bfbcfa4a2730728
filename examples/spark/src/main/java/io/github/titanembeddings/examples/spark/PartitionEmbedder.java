package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkRun;
import io.github.titanembeddings.bulk.BulkStoppedException;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.apache.spark.util.TaskFailureListener;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one task, each with its result. Rows with the same content follow one another: the
 * first one is sent, and the others get its result. Rows are read on the task's thread, as Spark
 * requires. Their number in memory is at most twice {@link EmbedOptions#maxInFlight()}, and fewer
 * if they are large. Not thread-safe.
 */
final class PartitionEmbedder implements Iterator<Row> {
  private static final Object END = new Object();
  private static final int COUNT_EVERY = 32;

  private final Iterator<Row> rows;
  private final EmbedOptions options;
  private final EmbedCounters counters;
  private final ExecutorRuntime runtime = ExecutorRuntime.get();
  private final TaskContext task = TaskContext.get();
  private final TitanEmbeddingsAsyncClient client;
  private final BulkRun run;
  private final Iterator<BulkOutcome> outcomes;
  private final BlockingQueue<Object> requests = new LinkedBlockingQueue<>();
  private final Map<String, List<Row>> waiting = new HashMap<>();
  private final Queue<Row> ready = new ArrayDeque<>();
  private final boolean isOnce;
  private int waitingRows;
  private long waitingBytes;
  private boolean isFailed;

  /** The content of the row that was read last, and its result if known. */
  private String latest = "";

  private @Nullable RowResult latestResult;
  private boolean isRead;
  private long done;
  private long failed;
  private EmbedCounts counted = EmbedCounts.NONE;

  private PartitionEmbedder(
      Iterator<Row> rows,
      EmbedOptions options,
      EmbedCounters counters,
      String runId,
      boolean isOnce)
      throws InterruptedException {
    this.isOnce = isOnce;
    this.rows = rows;
    this.options = options;
    this.counters = counters;
    client = runtime.client(options);
    Path folder = ExecutorRuntime.localFolder(runId + "-" + task.partitionId());
    Journal journal = ExecutorRuntime.journal(folder, options);
    // Spark calls the listener that was registered last first, so the run ends before its journal.
    task.addTaskFailureListener((TaskFailureListener) (context, failure) -> isFailed = true);
    task.addTaskCompletionListener((TaskCompletionListener) context -> close(journal, folder));
    BulkOptions bulk =
        BulkOptions.builder()
            .quota(runtime.quota())
            .journal(journal)
            .maxInFlight(options.maxInFlight())
            .memoryBudget(runtime.memoryPerTask())
            .build();
    run = BulkEmbedder.of(client, bulk).start(this::source);
    outcomes = Spliterators.iterator(run.stream().spliterator());
    runtime.begin();
    task.addTaskCompletionListener((TaskCompletionListener) context -> close());
  }

  /**
   * Returns the rows of a partition with their results.
   *
   * @param isOnce whether no other action repeats the run, so that a task that succeeds needs its
   *     journal no longer
   */
  static Iterator<Row> embed(
      Iterator<Row> rows,
      EmbedOptions options,
      EmbedCounters counters,
      String runId,
      boolean isOnce)
      throws InterruptedException {
    return rows.hasNext() ? new PartitionEmbedder(rows, options, counters, runId, isOnce) : rows;
  }

  /** Returns the items that the task's thread queues, until it queues the end. */
  private Iterator<BulkItem> source() {
    return Stream.generate(this::take)
        .takeWhile(next -> next != END)
        .map(BulkItem.class::cast)
        .iterator();
  }

  private Object take() {
    try {
      return requests.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return END;
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      task.killTaskIfInterrupted();
      read();
      if (!ready.isEmpty()) {
        return true;
      }
      try {
        if (!outcomes.hasNext()) {
          finish();
          return false;
        }
        receive(outcomes.next());
      } catch (BulkStoppedException e) {
        throw stopped(e);
      }
    }
    return true;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** Reads rows until enough wait for a result, or one has it already. */
  private void read() {
    while (!isRead && ready.isEmpty() && hasCapacity()) {
      if (rows.hasNext()) {
        add(rows.next());
      } else {
        isRead = true;
        requests.add(END);
      }
    }
  }

  private boolean hasCapacity() {
    return waitingRows < 2 * options.maxInFlight() && waitingBytes <= runtime.memoryPerTask();
  }

  private void add(Row row) {
    String content = row.getAs(RowResult.CONTENT);
    if (!content.equals(latest)) {
      latest = content;
      latestResult = null;
    }
    if (latestResult != null) {
      emit(row, latestResult);
      return;
    }
    List<Row> same = waiting.get(content);
    if (same == null) {
      try {
        requests.add(BulkItem.of(content, RowRequest.of(row, options, client.textRequest())));
      } catch (IllegalArgumentException | TitanException e) {
        latestResult = RowResult.of(e, options.model().value(), isStored(row));
        emit(row, latestResult);
        return;
      }
      same = new ArrayList<>(1);
      waiting.put(content, same);
    }
    same.add(row);
    waitingRows++;
    waitingBytes += bytes(row);
  }

  private boolean isStored(Row row) {
    return options.image().filter(column -> row.getAs(column) instanceof String).isPresent();
  }

  private void receive(BulkOutcome outcome) {
    if (outcome instanceof BulkOutcome.Failed failure
        && (failure.kind() == FailureKind.RUN_FATAL || failure.kind() == FailureKind.STOPPED)) {
      return; // The end of the run states the reason.
    }
    List<Row> same = Objects.requireNonNull(waiting.remove(outcome.key()));
    RowResult result = RowResult.of(outcome, options.model().value(), isStored(same.get(0)));
    if (outcome.key().equals(latest)) {
      latestResult = result;
    }
    waitingRows -= same.size();
    for (Row row : same) {
      waitingBytes -= bytes(row);
      emit(row, result);
    }
  }

  private static long bytes(Row row) {
    long bytes = 0;
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      bytes += value instanceof byte[] b ? b.length : value instanceof String s ? s.length() : 0;
    }
    return bytes;
  }

  private void emit(Row row, RowResult result) {
    ready.add(result.appendTo(row));
    done++;
    failed += result.isFailed() ? 1 : 0;
    if (done % COUNT_EVERY == 0) {
      count();
    }
  }

  private void count() {
    EmbedCounts now = EmbedCounts.of(done, failed, run.snapshot());
    runtime.add(now.minus(counted));
    counted = now;
  }

  private void finish() {
    if (!waiting.isEmpty()) {
      throw new IllegalStateException(waiting.size() + " contents have no outcome");
    }
    count();
  }

  /** Returns the failure of the task; one that all rows share fails the job at once. */
  private RuntimeException stopped(BulkStoppedException e) {
    Throwable shared = e.getCause();
    if (shared instanceof ServiceException || shared instanceof TransportException) {
      String reason = "Titan embeddings stopped: " + shared.getMessage();
      runtime.reportSharedFault(task.stageId(), reason);
      return new IllegalStateException(reason, shared);
    }
    return e;
  }

  /** Ends the run. Spark discards the updates of failed tasks to accumulators. */
  private void close() {
    run.close();
    requests.add(END);
    count();
    counters.add(counted);
    runtime.end();
  }

  private void close(Journal journal, Path folder) {
    journal.close();
    if (!isFailed && isOnce) {
      ExecutorRuntime.delete(folder);
    }
  }
}
