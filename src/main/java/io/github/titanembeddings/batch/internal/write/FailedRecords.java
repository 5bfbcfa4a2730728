package io.github.titanembeddings.batch.internal.write;

import io.github.titanembeddings.batch.internal.LineStream;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.Item;
import io.github.titanembeddings.batch.internal.state.RecordIds;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The records of a run that failed and may succeed in another job, from its uploaded input. Reads
 * one line at a time. Not thread-safe.
 */
final class FailedRecords implements Records, AutoCloseable {
  private final ObjectStore objects;
  private final BatchState state;
  private final RecordIds ids;
  private final long maxLine;
  private final Queue<S3Uri> files = new ArrayDeque<>();
  private long padding;
  private @Nullable LineStream lines;
  private @Nullable InputStream file;

  FailedRecords(ObjectStore objects, BatchState state, long maxLine) {
    this.objects = objects;
    this.state = state;
    this.ids = new RecordIds(state.run().tag());
    this.maxLine = maxLine;
    for (BatchState.Progress job : state.jobs()) {
      if (!state.isRetrySet(job.job())) {
        S3Uri folder = RunFiles.input(state.run(), job.job().number());
        List<ObjectInfo> input = RunFiles.list(objects, folder);
        if (input.size() < job.job().files() && state.hasRetried(job.job())) {
          throw new StorageException(
              StorageException.Kind.NOT_FOUND,
              folder,
              "the job's input was deleted; embed the items that failed again instead",
              null);
        }
        input.forEach(file -> files.add(file.uri()));
      }
    }
    padding = state.lastNumber();
  }

  @Override
  public SpillFile.@Nullable Entry next() {
    S3Uri uri = null;
    try {
      while (true) {
        LineStream open = lines;
        if (open == null) {
          uri = files.poll();
          if (uri == null) {
            return null;
          }
          file = objects.open(uri);
          open = new LineStream(file, maxLine);
          lines = open;
        }
        if (!open.next()) {
          close();
          continue;
        }
        SpillFile.Entry entry = entry(open);
        if (entry != null) {
          return entry;
        }
      }
    } catch (IOException e) {
      S3Uri failed = uri == null ? S3Uri.of(state.run().folder()) : uri;
      throw new StorageException(StorageException.Kind.FAILED, failed, e.toString(), e);
    }
  }

  private SpillFile.@Nullable Entry entry(LineStream line) throws IOException {
    byte[] start = line.readNBytes(RunFiles.START_BYTES);
    if (start.length < RunFiles.START_BYTES) {
      return null;
    }
    long number = ids.number(RunFiles.recordId(start));
    Item item = number < 0 ? null : state.item(number);
    if (item == null || item.key() == null || !state.isRetried(item)) {
      return null;
    }
    byte[] rest = line.readAllBytes();
    byte[] body = Arrays.copyOf(rest, rest.length - 1);
    return SpillFile.Entry.of(number, body);
  }

  @Override
  public long enterPadding() {
    state.add(new Item(++padding, null, null, 0, 0, null, null));
    return padding;
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // It was only read.
    }
    lines = null;
    file = null;
  }
}
