package io.github.titanembeddings.finetune;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest;
import io.github.titanembeddings.internal.concurrent.Timing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** An HTTP server that answers as the control plane does, or not at all, by a script. */
public final class FakeBedrock implements AutoCloseable {
  public static final String JOB_ARN =
      "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/"
          + "amazon.titan-embed-image-v1:0/abcdef123456";
  public static final String MODEL_ARN =
      "arn:aws:bedrock:us-east-1:123456789012:custom-model/"
          + "amazon.titan-embed-image-v1:0/abcdef123456";
  public static final String THROUGHPUT_ARN =
      "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdef123456";

  static {
    // Without it each response waits 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** An answer; status 0 breaks the connection instead. */
  public record Answer(int status, String errorType, String body, String crc32) {
    public Answer(int status, String errorType, String body) {
      this(status, errorType, body, "");
    }

    public static Answer ok(String body) {
      return new Answer(200, "", body);
    }

    public static Answer error(int status, String errorType) {
      return new Answer(status, errorType, "{\"message\":\"because\"}");
    }

    public static Answer lost() {
      return new Answer(0, "", "");
    }
  }

  /** A request that came. */
  public record Taken(
      String method, String path, String query, String body, String authorization) {}

  private volatile HttpServer server;
  private final InetSocketAddress address;
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final List<Taken> taken = new CopyOnWriteArrayList<>();
  private volatile Answer otherwise = Answer.error(500, "NothingScripted");
  private volatile Consumer<Taken> onRequest = request -> {};
  public final Ticks ticks = new Ticks();

  public FakeBedrock() {
    server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = server.getAddress();
  }

  private HttpServer start(InetSocketAddress at) {
    try {
      HttpServer started = HttpServer.create(at, 0);
      started.createContext("/", this::answer);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops all connections and refuses new ones. */
  void refuse() {
    server.stop(0);
  }

  /** Accepts connections again. */
  void accept() {
    server = start(address);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Taken request =
          new Taken(
              exchange.getRequestMethod(),
              URLDecoder.decode(uri.getRawPath(), UTF_8),
              String.valueOf(uri.getQuery()),
              body,
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      taken.add(request);
      onRequest.accept(request);
      Answer answer = script.poll();
      if (answer == null) {
        answer = otherwise;
      }
      if (answer.status() == 0) {
        return;
      }
      if (!answer.errorType().isEmpty()) {
        exchange.getResponseHeaders().add("x-amzn-ErrorType", answer.errorType());
      }
      if (!answer.crc32().isEmpty()) {
        exchange.getResponseHeaders().add("x-amz-crc32", answer.crc32());
      }
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      byte[] bytes = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  public FakeBedrock then(Answer... answers) {
    script.addAll(List.of(answers));
    return this;
  }

  public FakeBedrock then(int times, Answer answer) {
    for (int i = 0; i < times; i++) {
      script.add(answer);
    }
    return this;
  }

  /** Responds to requests that the script does not cover. */
  void otherwise(Answer answer) {
    otherwise = answer;
  }

  void onRequest(Consumer<Taken> action) {
    onRequest = action;
  }

  public List<Taken> taken() {
    return taken;
  }

  public List<String> calls() {
    return taken.stream().map(request -> request.method() + " " + request.path()).toList();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  FineTuningClient.Builder builder() {
    return FineTuningClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(endpoint())
        .bedrock(
            sdk ->
                sdk.overrideConfiguration(
                    o ->
                        o.retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .backoffStrategy(BackoffStrategy.retryImmediately())
                                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                                .maxAttempts(3)
                                .build())))
        .timing(ticks.timing());
  }

  public FineTuningClient client() {
    return builder().build();
  }

  static String job(String status, String more) {
    return """
        {"jobArn":"%s","jobName":"tune","outputModelName":"shoes","roleArn":"%s","status":"%s",
         "creationTime":"2026-11-01T10:00:00Z","baseModelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1:0",
         "hyperParameters":{"epochCount":"Auto","batchSize":"576","learningRate":"5.00E-05"},
         "trainingDataConfig":{"s3Uri":"s3://data/train.jsonl"},
         "validationDataConfig":{"validators":[{"s3Uri":"s3://data/validation.jsonl"}]},
         "outputDataConfig":{"s3Uri":"s3://data/out/"}%s}"""
        .formatted(JOB_ARN, "arn:aws:iam::123456789012:role/Tuner", status, more);
  }

  static Answer jobIs(String status) {
    return Answer.ok(job(status, ""));
  }

  public static Answer throughputIs(String status, String model, String desired) {
    return Answer.ok(
        """
        {"provisionedModelArn":"%s","provisionedModelName":"shoes","status":"%s","modelUnits":2,
         "desiredModelUnits":2,"modelArn":"%s","desiredModelArn":"%s","foundationModelArn":"a",
         "creationTime":"2026-11-01T10:00:00Z","lastModifiedTime":"2026-11-01T10:00:00Z"}"""
            .formatted(THROUGHPUT_ARN, status, model, desired));
  }

  public static Answer throughputIs(String status) {
    return throughputIs(status, MODEL_ARN, MODEL_ARN);
  }

  static FineTuningRequest.Builder request() {
    return FineTuningRequest.builder()
        .jobName("tune")
        .customModelName("shoes")
        .roleArn("arn:aws:iam::123456789012:role/Tuner")
        .trainingDataUri("s3://data/train.jsonl")
        .validationDataUri("s3://data/validation.jsonl")
        .outputDataUri("s3://data/out/");
  }

  public static ProvisionedThroughputRequest.Builder throughput() {
    return ProvisionedThroughputRequest.builder()
        .provisionedModelName("shoes")
        .modelId(MODEL_ARN)
        .modelUnits(2);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** A clock that only sleeping moves on. */
  public static final class Ticks {
    public final List<Duration> pauses = new CopyOnWriteArrayList<>();
    volatile double random = 0.5;
    public volatile Consumer<Duration> onSleep = pause -> {};
    private volatile Duration now = Duration.ZERO;

    public Timing timing() {
      return new Timing(() -> now.toNanos(), this::sleep, () -> random);
    }

    private void sleep(Duration pause) throws InterruptedException {
      pauses.add(pause);
      now = now.plus(pause);
      onSleep.accept(pause);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
