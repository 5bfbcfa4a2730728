package io.github.titanembeddings.batch.internal.write;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.titanembeddings.batch.BatchInput;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectPage;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of a run's objects, and the form of a line of its input. */
public final class RunFiles {
  private static final String BEFORE_ID = "{\"recordId\":\"";
  private static final String AFTER_ID = "\",\"modelInput\":";
  private static final int ID_LENGTH = 11;

  /** The length of a line before its body. */
  static final int START_BYTES = BEFORE_ID.length() + ID_LENGTH + AFTER_ID.length();

  /** The length of a line without its body: the start, a brace and a line feed. */
  public static final int ENVELOPE_BYTES = START_BYTES + 2;

  private RunFiles() {}

  /** Returns the bytes of a line before its body. */
  static byte[] start(String recordId) {
    return (BEFORE_ID + recordId + AFTER_ID).getBytes(US_ASCII);
  }

  /** Returns the record ID of a line that was written with {@link #start}. */
  static String recordId(byte[] start) {
    return new String(start, BEFORE_ID.length(), ID_LENGTH, US_ASCII);
  }

  /** Returns the URI of the folder that the library writes; the service writes the others. */
  public static S3Uri inputs(BatchState.Run run) {
    return S3Uri.of(run.folder() + "input/");
  }

  /** Returns the URI of the input folder of a job. */
  public static S3Uri input(BatchState.Run run, int job) {
    return S3Uri.of(String.format(Locale.ROOT, "%sjob-%05d/", inputs(run), job));
  }

  /** Returns the URI of the output folder of a job. */
  public static S3Uri output(BatchState.Run run, int job) {
    return S3Uri.of(String.format(Locale.ROOT, "%soutput/job-%05d/", run.folder(), job));
  }

  public static BatchInput describe(BatchState.Run run, BatchState.Job job) {
    return new BatchInput(
        job.number(),
        input(run, job.number()),
        job.files(),
        job.records(),
        job.padding(),
        job.bytes());
  }

  public static List<BatchInput> describe(BatchState state) {
    return state.jobs().stream().map(job -> describe(state.run(), job.job())).toList();
  }

  /** Returns all objects under a prefix. */
  public static List<ObjectInfo> list(ObjectStore objects, S3Uri prefix) {
    List<ObjectInfo> found = new ArrayList<>();
    String token = null;
    do {
      ObjectPage page = Futures.await(objects.list(prefix, token));
      found.addAll(page.objects());
      token = page.next();
    } while (token != null);
    return found;
  }
}
