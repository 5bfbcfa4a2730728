package io.github.titanembeddings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkListener;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkRun;
import io.github.titanembeddings.bulk.Estimate;
import io.github.titanembeddings.bulk.ProgressReporter;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.evaluation.CaptionedImage;
import io.github.titanembeddings.evaluation.RetrievalEvaluation;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.HyperParameters;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetPublisher;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each numeric and duration option at its extremes: it works in a short run, or is rejected by an
 * exception that names the value and the limit.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExtremeSettingsTest {
  private static final List<Integer> INTS =
      List.of(Integer.MIN_VALUE, -1, 0, 1, 1_431_655_766, Integer.MAX_VALUE);
  private static final List<Long> LONGS = List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
  private static final List<Double> DOUBLES =
      Stream.of("-Infinity", "-1", "0", "4.9E-324", "1", "100", "1.7E308", "Infinity", "NaN")
          .map(Double::valueOf)
          .toList();
  private static final List<Duration> DURATIONS =
      List.of(
          Duration.ofSeconds(Long.MIN_VALUE),
          Duration.ofNanos(-1),
          Duration.ZERO,
          Duration.ofNanos(1),
          Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
  private static final List<BigDecimal> AMOUNTS =
      List.of(
          new BigDecimal("-0.01"),
          BigDecimal.ZERO,
          new BigDecimal("1E+2147483647"),
          new BigDecimal("1E-2147483647"));

  @AutoClose private static final TitanStub STUB = TitanStub.start();

  @TempDir private static Path folder;

  private static int files;

  private static <T> Stream<Arguments> row(String name, List<T> values, Consumer<T> use) {
    return values.stream()
        .map(value -> Arguments.of(name, value, (Runnable) () -> use.accept(value)));
  }

  static Stream<Arguments> bulk() {
    return Stream.of(
            row("maxInFlight", INTS, v -> embed(BulkOptions.builder().maxInFlight(v))),
            row(
                "maxInFlight",
                INTS,
                v -> embed(BulkOptions.builder().maxInFlight(v).inputOrder(true))),
            row("memoryBudget", LONGS, v -> embed(BulkOptions.builder().memoryBudget(v))),
            row("maxAttempts", INTS, v -> embed(BulkOptions.builder().maxAttempts(v))),
            row("deadline", DURATIONS, v -> embed(BulkOptions.builder().deadline(v))),
            row("maxRetryDelay", DURATIONS, v -> embed(BulkOptions.builder().maxRetryDelay(v))),
            row(
                "progressInterval",
                DURATIONS,
                v ->
                    embed(
                        BulkOptions.builder().progressInterval(v).listener(new BulkListener() {}))),
            row(
                "size",
                LONGS,
                v ->
                    embed(
                        BulkOptions.builder()
                            .size(v)
                            .progressInterval(Duration.ofMillis(1))
                            .listener(
                                ProgressReporter.log(
                                    System.getLogger("extremes"), System.Logger.Level.DEBUG)))),
            row(
                "requests",
                DOUBLES,
                v -> embed(BulkOptions.builder().quota(Quota.perMinute(v)), 1)),
            row(
                "tokens",
                DOUBLES,
                v -> embed(BulkOptions.builder().quota(Quota.perMinute(60_000, v)), 1)),
            row("failureBudget", LONGS, v -> embed(BulkOptions.builder().failureBudget(v))),
            row(
                "failureBudgetPercent",
                DOUBLES,
                v -> embed(BulkOptions.builder().failureBudgetPercent(v))),
            row("perThousandTokens", AMOUNTS, v -> cost(v, BigDecimal.ONE)),
            row("perImage", AMOUNTS, v -> cost(BigDecimal.ONE, v)),
            row("a quota", DOUBLES, v -> show(Estimate.of(items(2)).timeAt(Quota.perMinute(v, v)))))
        .flatMap(rows -> rows);
  }

  static Stream<Arguments> clients() {
    return Stream.of(ClientMode.values())
        .flatMap(
            mode ->
                Stream.of(
                    row("timeout", DURATIONS, v -> call(mode, b -> b.apiCallAttemptTimeout(v))),
                    row("timeout", DURATIONS, v -> call(mode, b -> b.apiCallTimeout(v))),
                    row("maxAttempts", INTS, v -> call(mode, b -> b.maxAttempts(v))),
                    row(
                        "dimensions",
                        INTS,
                        v -> call(mode, b -> b.embeddingConfig(EmbeddingConfig.of(v))))))
        .flatMap(rows -> rows);
  }

  static Stream<Arguments> limits() {
    return Stream.concat(
        Stream.of(Limit.values())
            .flatMap(
                limit ->
                    row(
                        limit.name(),
                        LONGS,
                        v -> use(Limits.titanMultimodalG1().toBuilder().set(limit, v).build()))),
        row(
            "dimensions",
            INTS,
            v -> {
              Limits limits =
                  Limits.titanMultimodalG1().toBuilder().outputEmbeddingLengths(v).build();
              EmbeddingRequest.builder().text("a").outputEmbeddingLength(v).limits(limits).build();
            }));
  }

  static Stream<Arguments> values() {
    return Stream.of(
            row(
                "dimensions",
                INTS,
                v -> EmbeddingRequest.builder().text("a").outputEmbeddingLength(v).build()),
            row(
                "bytes",
                LONGS,
                v -> show(new ObjectInfo(S3Uri.of("s3://bucket/key"), v, "1", null))),
            row("learningRate", DOUBLES, v -> HyperParameters.builder().learningRate(v).build()),
            row("batchSize", INTS, v -> HyperParameters.builder().batchSize(v).build()),
            row("epochCount", INTS, v -> HyperParameters.builder().epochCount(v).build()),
            row("pollInterval", DURATIONS, v -> WaitOptions.defaults().withPollInterval(v)),
            row("timeout", DURATIONS, v -> WaitOptions.defaults().withTimeout(v)),
            row("units", INTS, v -> throughput().modelUnits(v).build()))
        .flatMap(rows -> rows);
  }

  static Stream<Arguments> sets() {
    return Stream.of(
            row("queries", INTS, v -> evaluate(b -> b.maxQueries(v))),
            row("calls", INTS, v -> evaluate(b -> b.maxInFlight(v))),
            row("failures", INTS, v -> evaluate(b -> b.failureLimit(v))),
            row("seed", LONGS, v -> evaluate(b -> b.seed(v))),
            row("maxViolations", INTS, v -> validate(b -> b.maxViolations(v))),
            row("imagesInFlight", INTS, v -> validate(b -> b.imagesInFlight(v))),
            row("uploadsInFlight", INTS, v -> build(b -> b.uploadsInFlight(v))),
            row("share", DOUBLES, v -> build(b -> b.validationShare(v, Long.MAX_VALUE))))
        .flatMap(rows -> rows);
  }

  static Stream<Arguments> stubs() {
    return Stream.of(
            row("latency", DURATIONS, v -> stub(s -> s.latency(v))),
            row("delay", DURATIONS, v -> StubResponse.throttled().after(v)),
            row("requests", INTS, v -> stub(s -> s.requestsPerMinute(v))),
            row("times", INTS, v -> stub(s -> s.throttle(v))),
            row("length", INTS, TitanStub::embeddingJson),
            row("status", INTS, v -> StubResponse.error(v, "Any", "any")),
            row("jobDuration", DURATIONS, v -> stub(s -> s.fineTuning().jobDuration(v))),
            row(
                "throughputDuration",
                DURATIONS,
                v -> stub(s -> s.fineTuning().throughputDuration(v))),
            row("jobQuota", INTS, v -> stub(s -> s.fineTuning().jobQuota(v))),
            row("withoutCommitment", INTS, v -> stub(s -> s.fineTuning().unitQuota(v, 0))),
            row("committed", INTS, v -> stub(s -> s.fineTuning().unitQuota(0, v))),
            row("pageSize", INTS, v -> stub(s -> s.fineTuning().pageSize(v))),
            row("times", INTS, v -> stub(s -> s.fineTuning().enqueue(v, StubResponse.throttled()))))
        .flatMap(rows -> rows);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource({"bulk", "clients", "limits", "values", "sets", "stubs"})
  void acceptsOrRejectsExtremes(String name, Object value, Runnable use) {
    try {
      use.run();
    } catch (IllegalArgumentException | InvalidRequestException refusal) {
      assertThat(refusal.getMessage())
          .contains(name)
          .containsAnyOf(forms(value))
          .containsPattern("must|at least|at most|allowed is|has|or more");
    } catch (TransportException e) {
      assertThat(e.kind())
          .as("a timeout too short for a call")
          .isIn(TransportException.Kind.TIMEOUT, TransportException.Kind.NOT_SENT);
    }
  }

  /** Returns the ways in which a message may show a value. */
  private static String[] forms(Object value) {
    if (value instanceof Double number && Double.isFinite(number)) {
      return new String[] {
        value.toString(), new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
      };
    }
    return value instanceof Integer || value instanceof Long
        ? new String[] {
          value.toString(), String.format(Locale.ROOT, "%,d", ((Number) value).longValue())
        }
        : new String[] {value.toString()};
  }

  private static void show(Object value) {
    assertThat(value.toString()).hasSizeLessThan(1_000);
  }

  private static List<BulkItem> items(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> BulkItem.of("key " + i, EmbeddingRequest.ofText("text " + i)))
        .toList();
  }

  private static void embed(BulkOptions.Builder options) {
    embed(options, 3);
  }

  private static void embed(BulkOptions.Builder options, int count) {
    InvokeReply reply = InvokeReply.ofJson(TitanStub.embeddingJson(1024));
    try (TitanEmbeddingsAsyncClient titan =
            TitanEmbeddingsAsyncClient.builder()
                .transport(call -> CompletableFuture.completedFuture(reply))
                .build();
        BulkRun run = BulkEmbedder.of(titan, options.build()).start(items(count));
        Stream<BulkOutcome> outcomes = run.stream()) {
      assertThat(outcomes).hasSize(count);
    }
  }

  private static synchronized Path newFile() {
    return folder.resolve("file-" + files++);
  }

  private static void cost(BigDecimal perThousandTokens, BigDecimal perImage) {
    Estimate most = new Estimate(1, 1, Long.MAX_VALUE, Long.MAX_VALUE, 1, 0);
    assertThat(most.cost(perThousandTokens, perImage).toPlainString()).hasSizeLessThan(300);
  }

  private static void call(ClientMode mode, Consumer<ClientBuilder<?>> setting) {
    try (EitherClient titan = mode.client(STUB, setting)) {
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isPositive();
    }
  }

  private static void use(Limits limits) {
    ImageInput image = ImageInput.of(TestImages.png(300, 300));
    try {
      STUB.client().embed(r -> r.text("red shoe").image(image).limits(limits));
    } catch (InvalidRequestException e) {
      assertThat(e.violations()).isNotEmpty();
    }
    validate(b -> b.limits(limits));
  }

  private static ProvisionedThroughputRequest.Builder throughput() {
    return ProvisionedThroughputRequest.builder()
        .provisionedModelName("shoes")
        .modelId(
            "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-embed-image-v1:0/abcdefghijkl");
  }

  private static void evaluate(Consumer<RetrievalEvaluation.Builder> setting) {
    RetrievalEvaluation.Builder builder = RetrievalEvaluation.builder();
    for (int i = 1; i < 4; i++) {
      builder.pair(
          new CaptionedImage("image " + i, ImageInput.of(TestImages.png(i, 9)), "caption " + i));
    }
    setting.accept(builder);
    assertThat(builder.build().run("model", STUB.client())).isNotNull();
  }

  private static void validate(Consumer<DatasetValidator.Builder> setting) {
    try {
      Path bucket = Files.createDirectory(newFile());
      Files.write(bucket.resolve("a.png"), TestImages.png(300, 300));
      Path manifest =
          Files.writeString(newFile(), "{\"image-ref\":\"s3://data/a.png\",\"caption\":\"a\"}\n");
      DatasetValidator.Builder builder =
          DatasetValidator.builder()
              .training(DatasetManifest.of(manifest))
              .images(LocalObjectStore.of("data", bucket));
      setting.accept(builder);
      assertThat(builder.build().validate()).isNotNull();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void build(Consumer<DatasetPublisher.Builder> setting) {
    try {
      Path images = Files.createDirectory(newFile());
      Files.write(images.resolve("a.png"), TestImages.png(300, 300));
      Files.writeString(images.resolve("a.txt"), "a shoe");
      LocalObjectStore store = LocalObjectStore.of("data", Files.createDirectory(newFile()));
      DatasetPublisher.Builder builder =
          DatasetPublisher.builder().folder(images).to(store, "s3://data/set/");
      setting.accept(builder);
      assertThat(builder.build().publish()).isNotNull();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stub(Consumer<TitanStub> setting) {
    try (TitanStub stub = TitanStub.start()) {
      setting.accept(stub);
    }
  }
}
