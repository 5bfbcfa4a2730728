package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.internal.journal.JournalAccess;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPage;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;

/**
 * Runs that end before or after each call of the store and of the service, as if the process was
 * killed there: later calls have no effect, and the next process has the journal of that moment.
 */
class BatchKillTest {
  @TempDir private Path folder;
  @AutoClose private final TitanStub stub = TitanStub.start();
  private final AtomicLong minutes = new AtomicLong();

  @BeforeEach
  void start() {
    stub.fineTuning().clock(() -> Instant.EPOCH.plus(Duration.ofMinutes(minutes.addAndGet(1))));
    stub.batch().recordQuota(5, 20).jobDuration(Duration.ZERO);
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A process that is killed at its nth call, on any of its threads, or never if n is 0. */
  private final class MortalRun implements ObjectStore, ExecutionInterceptor {
    private final LocalObjectStore store;
    private final Path file;
    private int callsLeft;
    private boolean isDead;
    private @Nullable OutcomeLog log;
    private final List<BulkOutcome> outcomes = new ArrayList<>();

    MortalRun(Path home, int number, int calls) {
      this.store = LocalObjectStore.of("shop", home.resolve("bucket"));
      this.file = home.resolve(number + ".journal");
      this.callsLeft = calls;
    }

    /** Returns whether it was not killed. */
    boolean run(BiConsumer<BatchEmbedder, MortalRun> step) {
      try (Journal journal =
              Journal.builder(file, ModelId.onDemand())
                  .durability(Journal.Durability.PROCESS)
                  .open();
          BatchInferenceClient client =
              BatchInferenceClient.builder()
                  .region(Region.US_EAST_1)
                  .credentialsProvider(AnonymousCredentialsProvider.create())
                  .endpointOverride(URI.create(stub.endpoint().toString()))
                  .bedrock(sdk -> sdk.overrideConfiguration(o -> o.addExecutionInterceptor(this)))
                  .build()) {
        log = JournalAccess.tablesOf(journal).log();
        step.accept(
            BatchEmbedder.builder()
                .client(client)
                .store(this)
                .folder(BatchEnvironment.FOLDER)
                .roleArn("arn:aws:iam::123456789012:role/batch")
                .journal(journal)
                .limits(BatchEnvironment.SMALL)
                .waitOptions(new WaitOptions(Duration.ofNanos(1), Duration.ofDays(8)))
                .requests(r -> r.outputEmbeddingLength(256))
                .build(),
            this);
      } catch (Killed | RuntimeException e) {
        if (!isDead()) {
          throw e;
        }
      } finally {
        Thread.interrupted();
      }
      return !isDead();
    }

    private synchronized boolean isDead() {
      return isDead;
    }

    private synchronized void call() {
      if (!isDead && --callsLeft == 0) {
        isDead = true;
        synchronized (Objects.requireNonNull(log)) { // no other thread is writing
          copyJournal();
        }
      }
      if (isDead) {
        Thread.currentThread().interrupt(); // ends what the AWS SDK or a poll would retry
        throw new Killed();
      }
    }

    private void copyJournal() {
      String name = String.valueOf(file.getFileName());
      String next = Integer.parseInt(name.substring(0, 1)) + 1 + ".journal";
      try {
        for (String suffix : List.of("", "-journal", ".lock")) {
          Path from = file.resolveSibling(name + suffix);
          if (Files.exists(from)) {
            Files.copy(from, file.resolveSibling(next + suffix));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private <T> T call(Supplier<T> call) {
      call();
      T result = call.get();
      call();
      return result;
    }

    @Override
    public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
      return call(() -> store.read(uri, offset, length));
    }

    @Override
    public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
      return call(() -> store.write(uri, content));
    }

    @Override
    public void write(S3Uri uri, Content content) {
      call();
      store.write(uri, content);
      call();
    }

    @Override
    public CompletableFuture<ObjectPage> list(S3Uri prefix, @Nullable String after) {
      return call(() -> store.list(prefix, after));
    }

    @Override
    public CompletableFuture<Void> delete(S3Uri uri) {
      return call(() -> store.delete(uri));
    }

    @Override
    public CompletableFuture<Integer> abortUnfinished(S3Uri prefix) {
      return call(() -> store.abortUnfinished(prefix));
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      call();
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      call();
    }
  }

  private int jobs() {
    return (int) stub.batchClient().list().count();
  }

  private static void embed(BatchEmbedder batch, MortalRun process, List<BulkItem> items) {
    batch.embed(items, process.outcomes::add);
  }

  private static List<String> keys(MortalRun process) {
    return process.outcomes.stream()
        .map(
            outcome ->
                outcome.fold(BulkOutcome::key, failed -> failed.key() + ": " + failed.exception()))
        .toList();
  }

  @Test
  void embedsEachRecordOnceAndSubmitsEachJobOnceWhereverARunIsKilled() {
    List<BulkItem> items = BatchEnvironment.items(27);
    int kills = 0;
    for (boolean isKilled = true; isKilled; kills += isKilled ? 1 : 0) {
      Path home = home(kills);
      int before = jobs();
      isKilled = !new MortalRun(home, 0, kills + 1).run((batch, p) -> embed(batch, p, items));
      MortalRun last = new MortalRun(home, 1, 0);
      if (isKilled) {
        assertThat(last.run((batch, p) -> embed(batch, p, items))).isTrue();
        assertThat(keys(last)).as("kill %s", kills).isEqualTo(BatchEnvironment.keys(27));
      }
      assertThat(jobs() - before).as("kill %s", kills).isEqualTo(2);
      assertThat(last.store.list(BatchEnvironment.FOLDER, null).join().objects())
          .as("kill %s", kills)
          .filteredOn(object -> object.uri().key().endsWith(".jsonl"))
          .hasSize(2);
    }
    assertThat(kills).isGreaterThan(20);
  }

  @Test
  void resumesAResubmissionWhereverItIsKilled() {
    List<BulkItem> items = BatchEnvironment.items(16);
    int kills = 0;
    for (boolean isKilled = true; isKilled; kills += isKilled ? 1 : 0) {
      Path home = home(kills);
      int before = jobs();
      int calls = kills + 1;
      MortalRun first = new MortalRun(home, 0, 0);
      isKilled =
          !first.run(
              (batch, p) -> {
                stub.batch().completeNextPartly(0.5);
                batch.embed(items, outcome -> {});
                p.callsLeft = calls;
                batch.resubmitFailed(outcome -> {});
              });
      if (isKilled) {
        MortalRun second = new MortalRun(home, 1, 0);
        second.run(
            (batch, p) -> {
              BatchSummary summary = batch.embed(items, p.outcomes::add);
              assertThat(keys(p)).hasSize(16).doesNotHaveDuplicates();
              if (summary.failed() > 0) {
                batch.resubmitFailed(p.outcomes::add);
              }
            });
        try (Journal journal = Journal.open(second.file, ModelId.onDemand())) {
          assertThat(journal.embedded()).as("kill %s", kills).isEqualTo(16);
        }
      }
      assertThat(jobs() - before).as("kill %s", kills).isEqualTo(2);
    }
    assertThat(kills).isGreaterThan(10);
  }

  private Path home(int kills) {
    Path home = folder.resolve("run-" + jobs() + "-" + kills);
    stub.batch().store(LocalObjectStore.of("shop", home.resolve("bucket")));
    assertThat(home.toFile().mkdirs()).isTrue();
    return home;
  }
}
