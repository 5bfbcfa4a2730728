package io.github.titanembeddings.batch.internal.read;

import io.github.titanembeddings.batch.BatchReadReport;
import io.github.titanembeddings.batch.internal.LineStream;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.Item;
import io.github.titanembeddings.batch.internal.state.RecordIds;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.internal.json.ReplyReader;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output of jobs into the journal, joined by record ID, in any order. In memory are a
 * buffer of the object and one vector. Not thread-safe.
 */
public final class JobReader {
  private static final int GROUP = 500;

  /** Beyond the input that a line echoes: its response. */
  private static final int OUTPUT_BYTES = 8 << 20;

  private final ObjectStore objects;
  private final BatchState state;
  private final RecordIds ids;
  private final ModelId modelId;
  private final long maxLine;
  private final long maxTokens;

  public JobReader(ObjectStore objects, BatchState state, ModelId modelId, Limits limits) {
    this.objects = objects;
    this.state = state;
    this.ids = new RecordIds(state.run().tag());
    this.modelId = modelId;
    this.maxLine = limits.get(Limit.BODY_BYTES) + OUTPUT_BYTES;
    this.maxTokens = limits.get(Limit.TEXT_TOKENS);
  }

  /**
   * Reads the output of a job, and records each of its records that has no outcome yet.
   *
   * @param isRetrySet whether the job repeats records that failed before
   * @param output the folder of the output; null if the job has none
   * @param whyMissing the message for the records that have no line
   */
  public BatchReadReport read(
      BatchState.Job job, boolean isRetrySet, @Nullable S3Uri output, String whyMissing) {
    return new Reading(job, isRetrySet).read(output, whyMissing);
  }

  /** Passes on the outcomes of items after a number, up to another one, in the items' order. */
  public void deliver(
      long after, long upTo, Predicate<Item> filter, Consumer<? super BulkOutcome> callback) {
    state
        .items(after, upTo)
        .forEach(
            item -> {
              if (item.key() != null && item.outcome() > 0 && filter.test(item)) {
                callback.accept(state.outcome(item, item.key()));
              }
            });
  }

  /** The reading of one job. */
  private final class Reading {
    private final BatchState.Job job;
    private final boolean isRetrySet;
    private final BitSet seen = new BitSet();
    private Map<String, Long> manifest = Map.of();
    private long seenRecords;
    private long embedded;
    private long failed;
    private long missing;
    private long duplicate;
    private long unknown;
    private long malformed;
    private int uncommitted;

    Reading(BatchState.Job job, boolean isRetrySet) {
      this.job = job;
      this.isRetrySet = isRetrySet;
    }

    BatchReadReport read(@Nullable S3Uri output, String whyMissing) {
      if (output != null) {
        RunFiles.list(objects, output).forEach(this::readObject);
      }
      addMissing(whyMissing);
      if (isRetrySet) {
        missing = Math.max(0, job.records() - seenRecords); // they keep their failures
      }
      addSame();
      state.commit();
      return new BatchReadReport(
          embedded, failed, missing, duplicate, unknown, malformed, manifest);
    }

    private void readObject(ObjectInfo object) {
      S3Uri uri = object.uri();
      try (InputStream in = objects.open(uri)) {
        if (uri.key().endsWith("/manifest.json.out")) {
          manifest = JobManifest.read(in);
        } else if (uri.key().endsWith(".jsonl.out")) {
          readLines(new LineStream(in, maxLine));
        }
      } catch (IOException e) {
        throw new StorageException(StorageException.Kind.FAILED, uri, e.toString(), e);
      }
    }

    private void readLines(LineStream lines) throws IOException {
      int length = Math.max(1, state.run().vectorLength());
      while (lines.next()) {
        try {
          accept(OutputRecord.read(lines, length));
        } catch (IOException e) {
          malformed++;
        }
      }
    }

    private void accept(OutputRecord line) {
      String id = line.recordId();
      if (id == null) {
        malformed++;
        return;
      }
      long number = ids.number(id);
      Item item = number < job.first() || number > job.last() ? null : state.item(number);
      if (item == null || item.sameAs() > 0) {
        unknown++;
        return;
      }
      boolean isRepeated = seen.get((int) (number - job.first()));
      seen.set((int) (number - job.first()));
      duplicate += isRepeated ? 1 : 0;
      if (item.key() == null || item.content() == null) {
        return; // padding
      }
      seenRecords += isRepeated ? 0 : 1;
      boolean isBetter = item.outcome() > 0 && isBetter(item, line);
      boolean isFailedAgain = isRetrySet && !isRepeated && state.isRetried(item);
      if (item.outcome() == 0 || isBetter || isFailedAgain) {
        failed -= isBetter && isRepeated ? 1 : 0;
        record(item, outcome(item, item.key(), line));
      }
    }

    /** Returns whether a line has a vector for an item that failed before. */
    private boolean isBetter(Item item, OutputRecord line) {
      return line.reply() != null && state.isRetried(item);
    }

    private BulkOutcome outcome(Item item, String key, OutputRecord line) {
      ReplyReader.Reply reply = line.reply();
      if (reply == null) {
        TitanException failure = Objects.requireNonNull(line.failure());
        return new BulkOutcome.Failed(key, failure);
      }
      EmbeddingResponse.Builder response = reply.response(modelId, maxTokens);
      OutcomeRow.setChanges(response, item.truncation(), item.adjustment());
      return new BulkOutcome.Embedded(key, response.build());
    }

    private void record(Item item, BulkOutcome outcome) {
      state.record(item, outcome);
      if (outcome instanceof BulkOutcome.Embedded) {
        embedded++;
      } else {
        failed++;
      }
      if (++uncommitted >= GROUP) {
        state.commit();
        uncommitted = 0;
      }
    }

    /** Fails the records that have no line, so that every record has an outcome. */
    private void addMissing(String why) {
      state
          .items(job.first() - 1, job.last())
          .forEach(
              item -> {
                if (item.key() != null && item.outcome() == 0 && item.sameAs() == 0) {
                  missing++;
                  record(
                      item,
                      new BulkOutcome.Failed(
                          item.key(),
                          ServiceException.builder(ServiceException.Kind.UNAVAILABLE, why)
                              .build()));
                }
              });
    }

    /** Copies the outcomes to the items that have the same content. */
    private void addSame() {
      long last = 0;
      for (List<Item> page = state.same(job.first(), job.last(), last, GROUP);
          !page.isEmpty();
          page = state.same(job.first(), job.last(), last, GROUP)) {
        for (Item item : page) {
          last = item.number();
          String key = Objects.requireNonNull(item.key());
          Item original = Objects.requireNonNull(state.item(item.sameAs()));
          if (original.outcome() > 0
              && (item.outcome() == 0 || (state.isRetried(item) && !state.isRetried(original)))) {
            state.record(item, state.outcome(original, key));
          }
        }
        state.commit();
      }
    }
  }
}
