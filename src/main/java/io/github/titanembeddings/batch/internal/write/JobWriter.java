package io.github.titanembeddings.batch.internal.write;

import io.github.titanembeddings.batch.TooFewRecords;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.BatchState.Job;
import io.github.titanembeddings.batch.internal.state.BatchState.JobStage;
import io.github.titanembeddings.batch.internal.state.BatchState.Progress;
import io.github.titanembeddings.batch.internal.state.BatchState.Stage;
import io.github.titanembeddings.batch.internal.state.RecordIds;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the input of the jobs of a run: a folder for each job, with files of JSON Lines. Holds one
 * record in memory, besides the buffers of the store. Not thread-safe.
 */
public final class JobWriter implements AutoCloseable {
  private record Placed(SpillFile.Entry entry, int job) {}

  /**
   * The settings of a writer.
   *
   * @param defaults the values that a request leaves unset
   * @param onJob receives each job when its input is complete
   */
  public record Settings(
      ObjectStore objects,
      JournalTables journal,
      EmbeddingRequest.Builder defaults,
      Limits limits,
      TooFewRecords tooFew,
      Consumer<Job> onJob) {}

  private final Settings settings;
  private final TooFewPolicy tooFew;
  private final BatchState state;
  private final RecordIds ids;
  private final SpillFile held = new SpillFile();
  private final Queue<Placed> placed = new ArrayDeque<>();
  private boolean isFinished;

  public JobWriter(Settings settings, BatchState state) {
    this.settings = settings;
    this.tooFew = new TooFewPolicy(settings.tooFew(), settings.limits());
    this.state = state;
    this.ids = new RecordIds(state.run().tag());
  }

  /**
   * Writes all jobs that are not written yet. First discards the leftovers of a killed process.
   *
   * @param unrecorded receives the failures of items that the journal cannot identify
   */
  public void write(Iterator<BulkItem> items, Consumer<? super BulkOutcome.Failed> unrecorded) {
    long last = state.isNew() ? 0 : state.forgetUnplaced();
    try (ItemRecords records =
        new ItemRecords(
            items,
            state,
            settings.journal(),
            settings.defaults(),
            settings.limits(),
            unrecorded,
            last)) {
      write(records, last + 1);
    }
  }

  /**
   * Writes jobs of the records that failed and may succeed in another job.
   *
   * @throws IllegalStateException if a job is not read yet
   */
  public static void writeFailed(Settings settings, BatchState state) {
    if (state.run().stage() == Stage.WRITING
        || state.jobs().stream().anyMatch(job -> job.stage() != JobStage.READ)) {
      throw new IllegalStateException("the run is not complete; read all of its jobs first");
    }
    try (JobWriter writer = new JobWriter(settings, state)) {
      writer.writeFailed();
    }
  }

  private void writeFailed() {
    long maxLine = settings.limits().get(Limit.BODY_BYTES) + RunFiles.ENVELOPE_BYTES;
    try (FailedRecords failed = new FailedRecords(settings.objects(), state, maxLine)) {
      write(failed, 1);
    }
  }

  private void write(Records source, long from) {
    List<Progress> jobs = state.jobs();
    if (!state.isNew()) {
      RunUploads.discardAfter(settings.objects(), state.run(), jobs.size());
    }
    long first = from;
    JobCutter<SpillFile.Entry> cutter =
        new JobCutter<>(
            settings.limits(),
            jobs.size(),
            entry -> (long) entry.length() + RunFiles.ENVELOPE_BYTES,
            held::hold,
            (entry, job) -> placed.add(new Placed(entry, job)));
    for (Placed next = peek(source, cutter); next != null; next = peek(source, cutter)) {
      Job job = writeJob(next.job(), first, source, cutter);
      first = job.last() + 1;
      if (state.run().stage() == Stage.DONE) {
        state.stage(Stage.WRITTEN); // the next call runs the jobs so far if this one is killed
      }
      state.addJob(job);
      settings.onJob().accept(job);
    }
    state.commit();
    if (state.run().stage() == Stage.WRITING) {
      state.stage(Stage.WRITTEN);
    }
  }

  private Job writeJob(int number, long first, Records source, JobCutter<SpillFile.Entry> cutter) {
    JobFiles files = new JobFiles(number, source, cutter);
    while (files.isOfJob(peek(source, cutter))) {
      files.count++;
      S3Uri uri =
          S3Uri.of(
              RunFiles.input(state.run(), number)
                  + String.format(Locale.ROOT, "%05d.jsonl", files.count));
      settings.objects().write(uri, files::writeFile);
    }
    return new Job(
        number, first, files.last, files.records, files.padding, files.bytes, files.count);
  }

  /** Returns the next record and its job; null at the end of the source. */
  private @Nullable Placed peek(Records source, JobCutter<SpillFile.Entry> cutter) {
    while (placed.isEmpty() && !isFinished) {
      SpillFile.Entry entry = source.next();
      if (entry != null) {
        cutter.add(entry);
      } else {
        isFinished = true;
        cutter.placeLastJob(tooFew.lastJob(cutter.finish(), source));
      }
    }
    return placed.peek();
  }

  /** The files of one job. */
  private final class JobFiles {
    private final int job;
    private final Records source;
    private final JobCutter<SpillFile.Entry> cutter;
    private long last;
    private long records;
    private long padding;
    private long bytes;
    private int count;

    JobFiles(int job, Records source, JobCutter<SpillFile.Entry> cutter) {
      this.job = job;
      this.source = source;
      this.cutter = cutter;
    }

    boolean isOfJob(@Nullable Placed next) {
      return next != null && next.job() == job;
    }

    void writeFile(OutputStream out) throws IOException {
      long fileRecords = 0;
      long fileBytes = 0;
      for (Placed next = peek(source, cutter);
          next != null && isOfJob(next);
          next = peek(source, cutter)) {
        long size = (long) next.entry().length() + RunFiles.ENVELOPE_BYTES;
        if (fileRecords > 0
            && (fileBytes + size > settings.limits().get(Limit.BATCH_FILE_BYTES)
                || fileRecords == settings.limits().get(Limit.BATCH_RECORDS))) {
          break;
        }
        placed.remove();
        byte[] body = held.take(next.entry());
        last = next.entry().number();
        out.write(RunFiles.start(ids.of(last)));
        out.write(body);
        out.write('}');
        out.write('\n');
        fileRecords++;
        fileBytes += size;
        if (TooFewPolicy.isPadding(body)) {
          padding++;
        } else {
          records++;
        }
      }
      bytes += fileBytes;
    }
  }

  @Override
  public void close() {
    held.close();
  }
}
