package io.github.titanembeddings.batch.internal.state;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow;
import io.github.titanembeddings.storage.S3Uri;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run of batch jobs in three tables of the journal, {@link
 * JournalTables#BATCH_SCHEMA}: all other SQL of this feature. Changes are grouped until {@link
 * #commit}. Not thread-safe.
 *
 * <p>Items are numbered in the order of the source; a job has the records of consecutive numbers.
 * In memory is nothing but the run.
 */
public final class BatchState {
  /** The steps of a run. */
  public enum Stage {
    /** The source is being read and the records are being uploaded. */
    WRITING,
    /** All jobs are uploaded; the source is not read again. */
    WRITTEN,
    /** All jobs are read. */
    DONE
  }

  /** The steps of a job. */
  public enum JobStage {
    UPLOADED,
    SUBMITTED,
    READ
  }

  /**
   * A run.
   *
   * @param tag distinguishes the run's record IDs and job names
   * @param folder the URI under which all of its objects are
   * @param vectorLength the length of its vectors; 0 before the first record
   */
  public record Run(String tag, String folder, Stage stage, int vectorLength) {}

  /**
   * A job, with the numbers of its first and last item, the records among them, the records added
   * to reach the minimum, and the bytes and files of its input.
   */
  public record Job(
      int number, long first, long last, long records, long padding, long bytes, int files) {}

  /** A job and its progress; the ARN is null before it is submitted. */
  public record Progress(Job job, JobStage stage, @Nullable String arn) {}

  private static final int PAGE = 500;

  private final JournalTables store;
  private final boolean isNew;
  private Run run;

  private BatchState(JournalTables store, Run run, boolean isNew) {
    this.store = store;
    this.run = run;
    this.isNew = isNew;
  }

  /**
   * Opens the state of the run that is under way, or starts one if there is none.
   *
   * @param folder the parent of the folder of a new run
   */
  public static BatchState open(JournalTables store, S3Uri folder) {
    Run run = find(store);
    boolean isNew = run == null || run.stage() == Stage.DONE;
    if (run == null || isNew) {
      for (String table : List.of("batch_items", "batch_jobs", "batch_run")) {
        store.update("DROP TABLE IF EXISTS " + table);
      }
      createTables(store);
      run = newRun(folder);
      store.update(
          "INSERT INTO batch_run VALUES (1, ?, ?, ?, 0)",
          run.tag(),
          run.folder(),
          run.stage().name());
      store.log().commit();
    } else {
      createTables(store); // adds the unique index, which early versions did not create
      forgetLostReads(store);
    }
    return new BatchState(store, run, isNew);
  }

  /** Returns a run with a folder of its own, which is not stored. */
  public static Run newRun(S3Uri folder) {
    String tag = RecordIds.newTag();
    String separator = folder.key().isEmpty() || folder.key().endsWith("/") ? "" : "/";
    return new Run(tag, folder + separator + tag + "/", Stage.WRITING, 0);
  }

  /** Opens the state of the last run; null if there was none. */
  public static @Nullable BatchState openLast(JournalTables store) {
    Run run = find(store);
    return run == null ? null : new BatchState(store, run, false);
  }

  /** Marks jobs to be read again if a repair of the journal lost some of their outcomes. */
  private static void forgetLostReads(JournalTables store) {
    store.update(
        "UPDATE batch_jobs SET stage = ? WHERE stage = ? AND EXISTS (SELECT 1 FROM batch_items"
            + " WHERE number BETWEEN first AND last AND key IS NOT NULL AND outcome = 0)",
        JobStage.SUBMITTED.name(),
        JobStage.READ.name());
  }

  private static @Nullable Run find(JournalTables store) {
    String table = "SELECT 1 FROM sqlite_master WHERE name = 'batch_run'";
    if (store.query(table, row -> row.getInt(1)).isEmpty()) {
      return null;
    }
    String checksum = "SELECT 1 FROM pragma_table_info('batch_items') WHERE name = 'checksum'";
    if (store.query(checksum, row -> row.getInt(1)).isEmpty()) { // of an early version
      store.update("ALTER TABLE batch_items ADD COLUMN checksum INTEGER");
      store.log().commit();
    }
    List<Run> runs =
        store.query(
            "SELECT tag, folder, stage, vector_length FROM batch_run",
            row ->
                new Run(
                    row.getString(1),
                    row.getString(2),
                    Stage.valueOf(row.getString(3)),
                    row.getInt(4)));
    return runs.isEmpty() ? null : runs.get(0);
  }

  private static void createTables(JournalTables store) {
    JournalTables.BATCH_SCHEMA.forEach(sql -> store.update(sql));
  }

  public Run run() {
    return run;
  }

  /** Returns whether this object started the run, so that no state of an earlier process exists. */
  public boolean isNew() {
    return isNew;
  }

  public void stage(Stage stage) {
    run = new Run(run.tag(), run.folder(), stage, run.vectorLength());
    store.update("UPDATE batch_run SET stage = ?", stage.name());
    store.log().commit();
  }

  /** Notes the length of the vectors, which is the same for all records. */
  public void vectorLength(int length) {
    if (run.vectorLength() != length) {
      run = new Run(run.tag(), run.folder(), run.stage(), length);
      store.update("UPDATE batch_run SET vector_length = ?", length);
    }
  }

  /** Forgets the items that no job has, which a killed process leaves; returns the last number. */
  public long forgetUnplaced() {
    long last = number("SELECT ifnull(max(last), 0) FROM batch_jobs");
    store.update("DELETE FROM batch_items WHERE number > ?", last);
    store.log().commit();
    return last;
  }

  /** Returns the number of the last item. */
  public long lastNumber() {
    return number("SELECT ifnull(max(number), 0) FROM batch_items");
  }

  /** Returns whether an item has failed and the next run would retry it. */
  public boolean isRetried(Item item) {
    return item.outcome() > 0 && store.isRetried(item.outcome(), item.content());
  }

  private long number(String sql, Object... parameters) {
    List<Long> found = store.query(sql, row -> row.getLong(1), parameters);
    return found.isEmpty() ? 0 : found.get(0);
  }

  /** Returns the number of the item with a key; 0 if there is none. */
  public long ofKey(String key) {
    return number("SELECT number FROM batch_items WHERE key = ?", OutcomeRow.keyValue(key));
  }

  /** Returns the number of the item whose record has a content; 0 if there is none. */
  public long ofContent(ContentHash content) {
    return number(
        "SELECT number FROM batch_items WHERE content = ? AND same_as = 0 LIMIT 1",
        (Object) content.bytes());
  }

  /** Adds an item; returns false if another one has its key. */
  public boolean add(Item item) {
    return store.update(
            "INSERT INTO batch_items VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            item.values())
        > 0;
  }

  /** Records the outcome of an item in the journal. */
  public void record(Item item, BulkOutcome outcome) {
    if (item.key() != null && item.content() != null) {
      store.record(item.key(), item.content(), outcome);
      store.update(
          "UPDATE batch_items SET outcome = ? WHERE number = ?", store.lastNumber(), item.number());
    }
  }

  public @Nullable Item item(long number) {
    List<Item> found = store.query(Item.SELECT + "WHERE number = ?", Item::of, number);
    return found.isEmpty() ? null : found.get(0);
  }

  /** Returns the items after a number, up to another one, in their order; reads them in pages. */
  public Stream<Item> items(long after, long upTo) {
    return Stream.iterate(
            page(after, upTo),
            page -> !page.isEmpty(),
            page -> page(page.get(page.size() - 1).number(), upTo))
        .flatMap(List::stream);
  }

  private List<Item> page(long after, long upTo) {
    return store.query(
        Item.SELECT + "WHERE number > ? AND number <= ? ORDER BY number LIMIT ?",
        Item::of,
        after,
        upTo,
        PAGE);
  }

  /** Returns up to n items after a number whose record is that of an item in a range. */
  public List<Item> same(long first, long last, long after, int n) {
    return store.query(
        Item.SELECT
            + "WHERE same_as BETWEEN ? AND ? AND same_as > 0 AND number > ? ORDER BY number LIMIT"
            + " ?",
        Item::of,
        first,
        last,
        after,
        n);
  }

  /** Returns whether items are left that have no job and no outcome. */
  public boolean hasUnplaced() {
    return number(
            "SELECT count(*) FROM (SELECT 1 FROM batch_items WHERE number >"
                + " (SELECT ifnull(max(last), 0) FROM batch_jobs) AND key IS NOT NULL"
                + " AND outcome = 0 LIMIT 1)")
        > 0;
  }

  /** Returns the outcome of an item that has one. */
  public BulkOutcome outcome(Item item, String key) {
    return store.outcome(item.outcome(), item.content(), key);
  }

  /** Adds a job whose input is uploaded. */
  public void addJob(Job job) {
    store.update(
        "INSERT INTO batch_jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        job.number(),
        job.first(),
        job.last(),
        job.records(),
        job.padding(),
        job.bytes(),
        job.files(),
        JobStage.UPLOADED.name());
    store.log().commit();
  }

  public void stage(Job job, JobStage stage, @Nullable String arn) {
    store.update(
        "UPDATE batch_jobs SET stage = ?, arn = ? WHERE number = ?",
        stage.name(),
        arn,
        job.number());
    store.log().commit();
  }

  /** Returns whether a job repeats records of jobs before it. */
  public boolean isRetrySet(Job job) {
    return number(
            "SELECT count(*) FROM batch_jobs WHERE number < ? AND last >= ?",
            job.number(),
            job.first())
        > 0;
  }

  /** Returns whether the next run would retry an item of a job. */
  public boolean hasRetried(Job job) {
    return items(job.first() - 1, job.last()).anyMatch(this::isRetried);
  }

  /** Returns all jobs in their order. */
  public List<Progress> jobs() {
    return store.query(
        "SELECT number, first, last, records, padding, bytes, files, stage, arn FROM batch_jobs"
            + " ORDER BY number",
        row ->
            new Progress(
                new Job(
                    row.getInt(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getInt(7)),
                JobStage.valueOf(row.getString(8)),
                row.getString(9)));
  }

  public void commit() {
    store.log().commit();
  }
}
