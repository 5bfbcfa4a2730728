package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.clientWithoutThreads;
import static io.github.titanembeddings.bulk.BulkSamples.items;
import static io.github.titanembeddings.bulk.BulkSamples.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncBedrockTransport;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.InvokeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Whole runs over the real client and real HTTP. */
class BulkEmbedderTest {
  @AutoClose private static TitanStub stub;
  private static TitanEmbeddingsAsyncClient titan;

  private final List<BulkOutcome> outcomes = new ArrayList<>();

  @BeforeAll
  static void start() {
    stub = TitanStub.start();
    titan = stub.asyncClient();
  }

  @BeforeEach
  void reset() {
    stub.reset();
  }

  private BulkSummary embed(BulkOptions options, List<BulkItem> items) {
    return BulkEmbedder.of(titan, options).embed(items, outcomes::add);
  }

  /** Runs items over real HTTP in virtual time, which each call blocks. */
  @SuppressWarnings("NullAway") // the value of a failed call is not used
  private BulkSummary embedInVirtualTime(BulkOptions options, List<BulkItem> items) {
    ConnectionConfig connection =
        ConnectionConfig.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(stub.endpoint())
            .apiCallAttemptTimeout(Duration.ofSeconds(2))
            .build();
    try (AsyncBedrockTransport transport = AsyncBedrockTransport.create(connection);
        TitanEmbeddingsAsyncClient client =
            clientWithoutThreads(
                call -> {
                  CompletableFuture<InvokeReply> reply = transport.invoke(call);
                  reply.exceptionally(failure -> null).join();
                  return reply;
                });
        BulkRun run = BulkSamples.start(client, options, items, new VirtualTime())) {
      run.stream().forEach(outcomes::add);
      return run.summary().orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void returnsOneOutcomePerItem(boolean inputOrder) {
    BulkSummary summary =
        embed(BulkOptions.builder().inputOrder(inputOrder).maxInFlight(8).build(), items(200));

    assertThat(outcomes).allMatch(outcome -> outcome instanceof BulkOutcome.Embedded);
    assertThat(outcomes)
        .extracting(BulkOutcome::key)
        .containsExactlyInAnyOrderElementsOf(keys(200));
    if (inputOrder) {
      assertThat(outcomes).extracting(BulkOutcome::key).containsExactlyElementsOf(keys(200));
    }
    assertThat(summary.end()).isEqualTo(BulkSummary.End.COMPLETED);
    assertThat(summary.totals().embedded()).isEqualTo(200);
    assertThat(summary.totals().requests()).isEqualTo(200).isEqualTo(stub.requestCount());
    assertThat(summary.totals().size()).isEqualTo(200);
    assertThat(summary.totals().remaining()).hasValue(Duration.ZERO);
    long tokens =
        outcomes.stream()
            .mapToLong(o -> o.fold(e -> e.response().inputTextTokenCount().orElseThrow(), f -> 0))
            .sum();
    assertThat(summary.totals().tokens()).isEqualTo(tokens);
  }

  @Test
  void completesAnEmptySource() {
    BulkSummary summary = embed(BulkOptions.defaults(), List.of());

    assertThat(summary.end()).isEqualTo(BulkSummary.End.COMPLETED);
    assertThat(summary.totals().done()).isZero();
    assertThat(outcomes).isEmpty();
  }

  @Test
  void retriesTransientFailures() {
    stub.throttle(2)
        .enqueue(StubResponse.error(500, "InternalServerException", "sorry"))
        .enqueue(StubResponse.error(503, "ServiceUnavailableException", "full"))
        .enqueue(StubResponse.connectionReset(), StubResponse.brokenBody());

    BulkSummary summary =
        embedInVirtualTime(BulkOptions.builder().maxInFlight(1).build(), items(20));

    assertThat(summary.totals().embedded()).isEqualTo(20);
    assertThat(summary.totals().retried()).isEqualTo(6);
    assertThat(summary.totals().throttled()).isEqualTo(2);
    assertThat(summary.totals().requests()).isEqualTo(26);
    assertThat(stub.requestCount()).as("only the bulk embedder retries").isEqualTo(26);
  }

  @Test
  void failsRejectedItemsWithoutRetry(@TempDir Path folder) throws IOException {
    Path noImage = Files.writeString(folder.resolve("notes.txt"), "no image");
    List<BulkItem> items = new ArrayList<>(items(3));
    items.add(BulkItem.of("notes", EmbeddingRequest.ofImage(ImageInput.of(noImage))));
    items.add(BulkItem.of("gone", EmbeddingRequest.ofImage(ImageInput.of(folder.resolve("no")))));
    stub.enqueue(StubResponse.error(400, "ValidationException", "no"));

    BulkSummary summary = embed(BulkOptions.defaults(), items);

    assertThat(summary.totals().embedded()).isEqualTo(2);
    assertThat(summary.totals().failedByKind()).containsOnly(Map.entry(FailureKind.REJECTED, 3L));
    assertThat(stub.requestCount()).isEqualTo(3);
    assertThat(failures().filter(f -> f.exception() instanceof InvalidRequestException))
        .extracting(BulkOutcome::key)
        .containsExactlyInAnyOrder("notes", "gone");
  }

  private Stream<BulkOutcome.Failed> failures() {
    return outcomes.stream()
        .filter(BulkOutcome.Failed.class::isInstance)
        .map(BulkOutcome.Failed.class::cast);
  }

  @Test
  void stopsWhenTheSourceThrows() {
    IllegalStateException broken = new IllegalStateException("the database is gone");
    Iterator<BulkItem> good = items(5).iterator();
    Iterator<BulkItem> source =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public BulkItem next() {
            if (good.hasNext()) {
              return good.next();
            }
            throw broken;
          }
        };

    BulkStoppedException stopped =
        assertThrows(
            BulkStoppedException.class,
            () -> BulkEmbedder.of(titan).embed(() -> source, outcomes::add));

    assertThat(stopped).hasCause(broken);
    assertThat(stopped.summary().orElseThrow().end()).isEqualTo(BulkSummary.End.BROKEN);
    assertThat(outcomes).hasSize(5).allMatch(o -> o instanceof BulkOutcome.Embedded);
  }

  @Test
  void stopsAtANullItem() {
    List<BulkItem> source = new ArrayList<>(items(2));
    source.add(null);

    BulkStoppedException stopped =
        assertThrows(BulkStoppedException.class, () -> embed(BulkOptions.defaults(), source));

    assertThat(stopped).hasCauseInstanceOf(NullPointerException.class);
    assertThat(stopped.getCause()).hasMessageContaining("item 3");
    assertThat(outcomes).hasSize(2);
  }

  @Test
  void stopsWhenTheFailureBudgetIsSpent() {
    stub.enqueue(50, StubResponse.error(400, "ValidationException", "no"));

    BulkStoppedException stopped =
        assertThrows(
            BulkStoppedException.class,
            () ->
                embed(BulkOptions.builder().maxInFlight(4).failureBudget(3).build(), items(1000)));

    BulkSummary summary = stopped.summary().orElseThrow();
    assertThat(summary.end()).isEqualTo(BulkSummary.End.FAILURE_BUDGET_SPENT);
    assertThat(summary.totals().done()).isEqualTo(outcomes.size()).isBetween(4L, 12L);
    assertThat(summary.totals().failedByKind().get(FailureKind.REJECTED)).isBetween(4L, 8L);
    assertThat(stub.requestCount())
        .isEqualTo(summary.totals().failedByKind().get(FailureKind.REJECTED));
  }

  @Test
  void reportsTheAttemptsOfAFailure() {
    stub.enqueue(2, StubResponse.error(500, "InternalServerException", "sorry"));

    embedInVirtualTime(BulkOptions.builder().maxAttempts(2).build(), items(1));

    assertThat(failures())
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.exception()).isInstanceOf(ServiceException.class);
              assertThat(((ServiceException) failed.exception()).attempts()).isEqualTo(2);
            });
    assertThat(stub.requestCount()).isEqualTo(2);
  }

  @Test
  void closesAStreamSource() {
    List<String> closed = new ArrayList<>();
    Stream<BulkItem> source = items(3).stream().onClose(() -> closed.add("closed"));

    BulkEmbedder.of(titan).embed(source, outcomes::add);

    assertThat(outcomes).hasSize(3);
    assertThat(closed).containsExactly("closed");
  }
}
