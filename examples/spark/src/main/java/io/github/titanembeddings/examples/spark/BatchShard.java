package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.batch.BatchInput;
import io.github.titanembeddings.batch.BatchRecordWriter;
import io.github.titanembeddings.batch.BatchResultReader;
import io.github.titanembeddings.batch.TooFewRecords;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The input files and the results of one shard, on an executor. The journal that joins them travels
 * through the shared folder of the state. Each attempt of a task has its own folders, so that those
 * of a failed one are never read.
 */
final class BatchShard {
  private static final String FILE = "shard.journal";
  static final String JOURNAL = "journal";
  static final String FOLDERS = "folders";

  /** The result of a content that could not be written, or the journal of a shard and its jobs. */
  static final StructType SHARDS =
      RowResult.schema(new StructType().add(RowResult.CONTENT, "string"))
          .add(JOURNAL, "string")
          .add(FOLDERS, "array<string>");

  static final StructType RESULTS =
      RowResult.schema(new StructType().add(RowResult.CONTENT, "string"));

  private BatchShard() {}

  /** Writes the input of a shard's jobs; returns the shard, and the contents it lacks. */
  static Iterator<Row> write(Iterator<Row> rows, BatchTarget target, EmbedOptions options)
      throws IOException {
    if (!rows.hasNext()) {
      return rows;
    }
    String attempt = UUID.randomUUID().toString();
    Path local = localFolder();
    List<Row> result = new ArrayList<>();
    List<BatchInput> inputs;
    try (ObjectStore store = target.store().open();
        Journal journal = Journal.open(local.resolve(FILE), options.model())) {
      Iterable<BulkItem> items = () -> items(rows, options, result);
      inputs =
          BatchRecordWriter.builder(store, S3Uri.of(target.folder() + "/" + attempt), journal)
              .requests(options::applyTo)
              .tooFew(TooFewRecords.PAD)
              .build()
              .write(
                  items,
                  failed ->
                      result.add(
                          rejected(failed.key(), resultOf(failed, options.model().value()))));
    }
    org.apache.hadoop.fs.Path shared =
        new org.apache.hadoop.fs.Path(target.state(), "journals/" + attempt);
    files(shared)
        .copyFromLocalFile(true, true, new org.apache.hadoop.fs.Path(local.toUri()), shared);
    result.add(shard(shared.toString(), inputs));
    return result.iterator();
  }

  private static RowResult resultOf(BulkOutcome outcome, String model) {
    return RowResult.of(outcome, model, true);
  }

  /** Returns an item for each content; a request that is not valid becomes a result. */
  private static Iterator<BulkItem> items(
      Iterator<Row> rows, EmbedOptions options, List<Row> rejected) {
    Set<String> contents = new HashSet<>();
    Iterable<Row> source = () -> rows;
    return StreamSupport.stream(source.spliterator(), false)
        .filter(row -> contents.add(row.getAs(RowResult.CONTENT)))
        .flatMap(
            row -> {
              String content = row.getAs(RowResult.CONTENT);
              try {
                return Stream.of(
                    BulkItem.of(content, RowRequest.of(row, options, options.newRequest())));
              } catch (IllegalArgumentException | TitanException e) {
                RowResult result = RowResult.of(e, options.model().value(), true);
                rejected.add(rejected(content, result));
                return Stream.empty();
              }
            })
        .iterator();
  }

  /** Reads the results of shards' jobs. */
  static Iterator<Row> read(Iterator<Row> shards, BatchTarget target, EmbedOptions options)
      throws IOException {
    List<Iterator<Row>> all = new ArrayList<>();
    while (shards.hasNext()) {
      all.add(readOne(shards.next(), target, options));
    }
    Iterable<Iterator<Row>> parts = all;
    return StreamSupport.stream(parts.spliterator(), false)
        .flatMap(
            part -> {
              Iterable<Row> rows = () -> part;
              return StreamSupport.stream(rows.spliterator(), false);
            })
        .iterator();
  }

  private static Iterator<Row> readOne(Row shard, BatchTarget target, EmbedOptions options)
      throws IOException {
    Path local = localFolder();
    org.apache.hadoop.fs.Path shared =
        new org.apache.hadoop.fs.Path(shard.<String>getAs("journal"));
    for (var file : files(shared).listStatus(shared)) {
      String name = file.getPath().getName();
      files(shared)
          .copyToLocalFile(
              false,
              file.getPath(),
              new org.apache.hadoop.fs.Path(local.resolve(name).toUri()),
              true);
    }
    Journal journal = Journal.open(local.resolve(FILE), options.model());
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) context -> journal.close());
    List<String> outputs = shard.getList(shard.fieldIndex("outputs"));
    try (ObjectStore store = target.store().open()) {
      BatchResultReader reader = BatchResultReader.of(store, journal);
      for (BatchInput input : reader.inputs()) {
        reader.read(input, S3Uri.of(outputs.get(input.number() - 1)), outcome -> {});
      }
    }
    return journal
        .outcomes()
        .map(
            outcome ->
                RowFactory.create(row(outcome.key(), resultOf(outcome, options.model().value()))))
        .iterator();
  }

  private static Path localFolder() throws IOException {
    return Files.createTempDirectory(ExecutorRuntime.localFolder("batch"), "shard");
  }

  private static FileSystem files(org.apache.hadoop.fs.Path path) throws IOException {
    Configuration configuration = SparkHadoopUtil.get().conf();
    return path.getFileSystem(configuration);
  }

  /** Returns the row of a shard. */
  private static Row shard(String journal, List<BatchInput> inputs) {
    @Nullable Object[] values = new @Nullable Object[SHARDS.size()];
    values[SHARDS.fieldIndex(JOURNAL)] = journal;
    values[SHARDS.fieldIndex(FOLDERS)] =
        inputs.stream().map(input -> input.folder().toString()).toArray(String[]::new);
    return RowFactory.create(values);
  }

  /** Returns the row of a content without a record. */
  private static Row rejected(String content, RowResult result) {
    return RowFactory.create(Arrays.copyOf(row(content, result), SHARDS.size()));
  }

  private static @Nullable Object[] row(String content, RowResult result) {
    @Nullable Object[] values = result.values();
    @Nullable Object[] all = new @Nullable Object[values.length + 1];
    all[0] = content;
    System.arraycopy(values, 0, all, 1, values.length);
    return all;
  }
}
