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

/**
 * The rows of one task, each with its result. All rows with the same content are in the same
 * partition: the first one is sent, and the others get its result. Rows are read on the task's
 * thread, as Spark requires, and never more than twice {@link EmbedOptions#maxInFlight()} wait for
 * their result. Not thread-safe.
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
  private final Map<String, RowResult> results = new HashMap<>();
  private final Queue<Row> ready = new ArrayDeque<>();
  private int waitingRows;
  private boolean isRead;
  private long done;
  private long failed;
  private EmbedCounts counted = EmbedCounts.NONE;

  private PartitionEmbedder(
      Iterator<Row> rows, EmbedOptions options, EmbedCounters counters, String runId)
      throws InterruptedException {
    this.rows = rows;
    this.options = options;
    this.counters = counters;
    client = runtime.client(options);
    Journal journal = runtime.journal(runId, options);
    // Spark calls the listener that was registered last first, so the run ends before its journal.
    task.addTaskCompletionListener((TaskCompletionListener) context -> journal.close());
    BulkOptions bulk =
        BulkOptions.builder()
            .quota(runtime.quota())
            .journal(journal)
            .maxInFlight(options.maxInFlight())
            .memoryBudget(Math.max(1, Runtime.getRuntime().maxMemory() / 4 / runtime.slots()))
            .build();
    run = BulkEmbedder.of(client, bulk).start(this::source);
    outcomes = Spliterators.iterator(run.stream().spliterator());
    runtime.begin();
    task.addTaskCompletionListener((TaskCompletionListener) context -> close());
  }

  /** Returns the rows of a partition with their results. */
  static Iterator<Row> embed(
      Iterator<Row> rows, EmbedOptions options, EmbedCounters counters, String runId)
      throws InterruptedException {
    return rows.hasNext() ? new PartitionEmbedder(rows, options, counters, runId) : rows;
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
    while (!isRead && ready.isEmpty() && waitingRows < 2 * options.maxInFlight()) {
      if (rows.hasNext()) {
        add(rows.next());
      } else {
        isRead = true;
        requests.add(END);
      }
    }
  }

  private void add(Row row) {
    String content = row.getAs(RowResult.CONTENT);
    RowResult known = results.get(content);
    if (known != null) {
      emit(row, known);
      return;
    }
    List<Row> same = waiting.get(content);
    if (same == null) {
      try {
        requests.add(BulkItem.of(content, RowRequest.of(row, options, client.requestBuilder())));
      } catch (IllegalArgumentException | TitanException e) {
        emit(row, remember(content, RowResult.of(e, options.model().value(), isStored(row))));
        return;
      }
      same = new ArrayList<>(1);
      waiting.put(content, same);
    }
    same.add(row);
    waitingRows++;
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
    remember(outcome.key(), result);
    waitingRows -= same.size();
    same.forEach(row -> emit(row, result));
  }

  private RowResult remember(String content, RowResult result) {
    results.put(content, result);
    return result;
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
    counters.add(counted);
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

  private void close() {
    run.close();
    requests.add(END);
    count();
    runtime.end();
  }
}
