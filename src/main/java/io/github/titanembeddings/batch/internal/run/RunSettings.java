package io.github.titanembeddings.batch.internal.run;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.batch.BatchInferenceClient;
import io.github.titanembeddings.batch.BatchInferenceRequest;
import io.github.titanembeddings.batch.BatchListener;
import io.github.titanembeddings.batch.TooFewRecords;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limits;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The settings of {@code BatchEmbedder.Builder}. */
public record RunSettings(
    BatchInferenceClient client,
    ObjectStore store,
    S3Uri folder,
    String roleArn,
    Journal journal,
    JournalTables tables,
    EmbeddingRequest.Builder defaults,
    Limits limits,
    TooFewRecords tooFew,
    @Nullable TitanEmbeddingsAsyncClient onDemand,
    Consumer<BatchInferenceRequest.Builder> jobs,
    WaitOptions waitOptions,
    boolean failsMissingJobs,
    List<BatchListener> listeners) {
  /**
   * Returns the request of a job of a new run, so that bad settings fail before anything is
   * uploaded.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if they are not valid
   */
  public BatchInferenceRequest sample() {
    return request(BatchState.newRun(folder), 1);
  }

  /** Returns the request of a job. */
  BatchInferenceRequest request(BatchState.Run run, int job) {
    BatchInferenceRequest.Builder request =
        BatchInferenceRequest.builder()
            .roleArn(roleArn)
            .outputUri(RunFiles.output(run, job).toString());
    jobs.accept(request);
    String name = String.format(Locale.ROOT, "titan-%s-%05d", run.tag(), job);
    return request
        .jobName(name)
        .modelId(tables.log().modelId().value())
        .inputUri(RunFiles.input(run, job).toString())
        .clientRequestToken(name) // finds an earlier process's job after a change of settings
        .build();
  }
}
