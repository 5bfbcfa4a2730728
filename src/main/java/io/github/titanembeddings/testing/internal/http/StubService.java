package io.github.titanembeddings.testing.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.controlplane.BatchRun;
import io.github.titanembeddings.testing.internal.controlplane.ControlPlane;
import io.github.titanembeddings.testing.internal.controlplane.ProvisionedThroughputs;
import io.github.titanembeddings.testing.internal.http.InvokeRequestCheck.Input;
import io.github.titanembeddings.transport.InvokeReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The stub below HTTP: maps request bodies to responses. Thread-safe. */
public final class StubService {
  private static final String INVOKE_MODEL = "InvokeModel";
  private static final int MAX_RECORDED = 1_000;
  private static final int DEFAULT_LENGTH = 1024;
  private static final Pattern BASE_OR_PROVISIONED_MODEL =
      Pattern.compile(
          "amazon\\.titan-embed-image-v1|arn:aws[a-z-]*:bedrock:[a-z0-9-]+:"
              + "([0-9]{12}:provisioned-model/[a-z0-9]{12}"
              + "|:foundation-model/amazon\\.titan-embed-image-v1)");

  public final ControlPlane controlPlane = new ControlPlane(this::embedRecord);
  private final Deque<StubRequest> requests = new ArrayDeque<>();
  private long count;
  private volatile Settings settings = new Settings();

  /** What a test has configured. */
  public static final class Settings {
    public final ResponseScript script = new ResponseScript();
    public final HashVectors hashVectors = new HashVectors();
    public final Set<String> moreModels = ConcurrentHashMap.newKeySet();
    public volatile VectorSource vectors = hashVectors;
    public volatile @Nullable MinuteQuota quota;
    public volatile Duration latency = Duration.ZERO;
    public volatile boolean limitEachSide;
  }

  /** A number of requests in each minute of a clock. */
  public static final class MinuteQuota {
    private final int requests;
    private final InstantSource clock;
    private Instant minute = Instant.MIN;
    private int used;

    public MinuteQuota(int requests, InstantSource clock) {
      this.requests = StubArguments.atLeast(0, "requests", requests);
      this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Counts a request and returns whether it exceeds the quota. */
    private synchronized boolean isExceeded() {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
      used = now.equals(minute) ? used + 1 : 1;
      minute = now;
      return used > requests;
    }
  }

  public Settings settings() {
    return settings;
  }

  public synchronized void reset() {
    settings = new Settings();
    controlPlane.clear();
    requests.clear();
    count = 0;
  }

  /** Returns the response to a request: a vector, an error, or the scripted one. */
  StubResponse respond(String modelId, byte[] body, Map<String, String> headers) {
    Settings current = settings;
    StubResponse scripted = scripted(current);
    Input input = null;
    StubResponse response;
    try {
      input = InvokeRequestCheck.check(body, current.limitEachSide);
      VectorSource source = vectorsOf(modelId, current);
      response = scripted == null ? response(input, source, current.latency) : scripted;
    } catch (StubError e) {
      response = scripted == null ? e.response() : scripted;
    }
    byte[] image = input == null ? null : input.image();
    remember(
        new StubRequest(
            modelId,
            body.length,
            headers,
            input == null ? null : input.text(),
            input == null ? null : input.info(),
            image == null ? null : HashVectors.hash(image),
            input == null ? null : input.length(),
            response.status()));
    return response;
  }

  private static @Nullable StubResponse scripted(Settings settings) {
    ResponseScript.Entry entry = settings.script.take(INVOKE_MODEL);
    if (entry != null) {
      return entry.response();
    }
    MinuteQuota quota = settings.quota;
    return quota != null && quota.isExceeded() ? StubResponse.throttled() : null;
  }

  private VectorSource vectorsOf(String id, Settings settings) throws StubError {
    ProvisionedThroughputs.Model behind = controlPlane.throughputs().serving(id);
    if (behind == null
        && !settings.moreModels.contains(id)
        && !BASE_OR_PROVISIONED_MODEL.matcher(id).matches()) {
      throw StubError.unknownModel();
    }
    VectorSource tuned = behind == null ? null : behind.vectors();
    return tuned == null ? settings.vectors : tuned;
  }

  private static StubResponse response(Input input, VectorSource source, Duration latency)
      throws StubError {
    return StubResponse.body(json(input, source))
        .after(latency)
        .header("X-Amzn-Bedrock-Invocation-Latency", String.valueOf(latency.toMillis()))
        .header("X-Amzn-Bedrock-Input-Token-Count", String.valueOf(input.tokens()));
  }

  /** Returns the response to a call for the base model, without HTTP, script or state. */
  public static InvokeReply reply(byte[] body) {
    try {
      Input input = InvokeRequestCheck.check(body, false);
      return InvokeReply.builder(json(input, new HashVectors()).getBytes(UTF_8))
          .serviceLatency(Duration.ZERO)
          .inputTokenCount(input.tokens())
          .build();
    } catch (StubError e) {
      throw e.exception();
    }
  }

  /** Embeds a record of a batch job; the vectors are null for those of the base model. */
  private BatchRun.Result embedRecord(byte[] body, @Nullable VectorSource tuned) throws StubError {
    Settings current = settings;
    Input input = InvokeRequestCheck.check(body, current.limitEachSide);
    VectorSource source = tuned == null ? current.vectors : tuned;
    return new BatchRun.Result(json(input, source), input.tokens());
  }

  /** Returns the body of a response with a vector. */
  public static String embeddingJson(float[] vector, int tokens) {
    ObjectNode reply = StubJson.object();
    ArrayNode embedding = reply.putArray("embedding");
    for (float number : vector) {
      embedding.add(number);
    }
    return reply.put("inputTextTokenCount", tokens).toString();
  }

  private static String json(Input input, VectorSource source) throws StubError {
    int length = input.length() == null ? DEFAULT_LENGTH : input.length();
    String text = input.text();
    float[] ofText = text == null ? null : HashVectors.unit(source.text(text, length));
    byte[] image = input.image();
    float[] ofImage = image == null ? null : imageVector(source, image, length);
    return embeddingJson(average(ofText, ofImage), input.tokens());
  }

  private static float[] imageVector(VectorSource source, byte[] image, int length)
      throws StubError {
    try {
      return HashVectors.unit(source.image(image, length));
    } catch (IllegalArgumentException e) {
      throw StubError.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static float[] average(float @Nullable [] text, float @Nullable [] image) {
    if (text == null || image == null) {
      return Objects.requireNonNull(text == null ? image : text);
    }
    float[] average = new float[text.length];
    for (int i = 0; i < average.length; i++) {
      average[i] = (text[i] + image[i]) / 2;
    }
    return average;
  }

  private synchronized void remember(StubRequest request) {
    count++;
    requests.add(request);
    if (requests.size() > MAX_RECORDED) {
      requests.remove();
    }
  }

  public synchronized List<StubRequest> requests() {
    return List.copyOf(requests);
  }

  public synchronized long count() {
    return count;
  }
}
