package io.github.titanembeddings.testing.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.controlplane.ControlPlane;
import io.github.titanembeddings.testing.internal.controlplane.InvocationRun;
import io.github.titanembeddings.testing.internal.controlplane.ProvisionedThroughputs;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The stub below HTTP: maps request bodies to responses. Thread-safe. */
public final class StubService {
  private static final String INVOKE_MODEL = "InvokeModel";
  private static final int MAX_RECORDED = 1_000;
  private static final String BEDROCK = "arn:aws[a-z-]*:bedrock:[a-z0-9-]+:";
  private static final Pattern PROVISIONED_MODEL =
      Pattern.compile(BEDROCK + "[0-9]{12}:provisioned-model/[a-z0-9]{12}");
  private static final Pattern FOUNDATION_MODEL =
      Pattern.compile("(?:" + BEDROCK + ":foundation-model/)?([^/]+)");
  private static final Map<String, ModelFamily> BASE_MODELS =
      Map.of(
          "amazon.titan-embed-image-v1", ModelFamily.MULTIMODAL_G1,
          "amazon.titan-embed-text-v2:0", ModelFamily.TEXT_V2,
          "amazon.titan-embed-text-v1", ModelFamily.TEXT_V1,
          "amazon.titan-embed-g1-text-02", ModelFamily.TEXT_V1);

  public final ControlPlane controlPlane = new ControlPlane(this::embedRecord);
  private final Deque<StubRequest> requests = new ArrayDeque<>();
  private long count;
  private volatile Settings settings = new Settings();

  /** The settings of a test. */
  public static final class Settings {
    public final ResponseScript script = new ResponseScript();
    public final HashVectors hashVectors = new HashVectors();
    public final Map<String, ModelFamily> moreModels = new ConcurrentHashMap<>();
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
    RequestInput input = null;
    StubResponse response;
    try {
      input = check(body, family(modelId, current), current.limitEachSide);
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

  private static RequestInput check(byte[] body, ModelFamily family, boolean eachSide)
      throws StubError {
    JsonNode json = RequestInput.json(body);
    return family == ModelFamily.MULTIMODAL_G1
        ? InvokeRequestCheck.check(json, eachSide)
        : TextRequestCheck.check(json, family);
  }

  private static ModelFamily family(String id, Settings settings) {
    ModelFamily base = BASE_MODELS.getOrDefault(baseModel(id), ModelFamily.MULTIMODAL_G1);
    return settings.moreModels.getOrDefault(id, base);
  }

  /** Returns the ID of a base model given by its ID or ARN; empty for another model. */
  private static String baseModel(String id) {
    Matcher base = FOUNDATION_MODEL.matcher(id);
    return base.matches() ? base.group(1) : "";
  }

  private VectorSource vectorsOf(String id, Settings settings) throws StubError {
    ProvisionedThroughputs.Model behind = controlPlane.throughputs().serving(id);
    if (behind == null
        && !settings.moreModels.containsKey(id)
        && !BASE_MODELS.containsKey(baseModel(id))
        && !PROVISIONED_MODEL.matcher(id).matches()) {
      throw StubError.unknownModel();
    }
    VectorSource tuned = behind == null ? null : behind.vectors();
    return tuned == null ? settings.vectors : tuned;
  }

  private static StubResponse response(RequestInput input, VectorSource source, Duration latency)
      throws StubError {
    return StubResponse.body(json(input, source))
        .after(latency)
        .header("X-Amzn-Bedrock-Invocation-Latency", String.valueOf(latency.toMillis()))
        .header("X-Amzn-Bedrock-Input-Token-Count", String.valueOf(input.tokens()));
  }

  /** Returns the response to a call for a base model, without HTTP, script or state. */
  public static InvokeReply reply(byte[] body, ModelFamily family) {
    try {
      RequestInput input = check(body, family, false);
      return InvokeReply.builder(json(input, new HashVectors()).getBytes(UTF_8))
          .serviceLatency(Duration.ZERO)
          .inputTokenCount(input.tokens())
          .build();
    } catch (StubError e) {
      throw e.exception();
    }
  }

  /** Embeds a record of a batch job; the vectors are null for those of the base model. */
  private InvocationRun.Result embedRecord(
      String modelId, byte[] body, @Nullable VectorSource tuned) throws StubError {
    Settings current = settings;
    RequestInput input = check(body, family(modelId, current), current.limitEachSide);
    VectorSource source = tuned == null ? current.vectors : tuned;
    return new InvocationRun.Result(json(input, source), input.tokens());
  }

  /** Returns the body of a response with a vector. */
  public static String embeddingJson(float[] vector, int tokens) {
    return json(vector, Set.of()).put("inputTextTokenCount", tokens).toString();
  }

  private static ObjectNode json(float[] vector, Set<String> types) {
    ObjectNode reply = StubJson.object();
    ArrayNode embedding = reply.arrayNode();
    for (float number : vector) {
      embedding.add(number);
    }
    if (types.isEmpty() || types.contains("float")) { // the service omits it for bits alone
      reply.set("embedding", embedding);
    }
    if (types.contains("binary")) {
      ArrayNode bits = reply.withObject("/embeddingsByType").putArray("binary");
      for (float number : vector) {
        bits.add(number > 0 ? 1 : 0);
      }
    }
    if (types.contains("float")) {
      reply.withObject("/embeddingsByType").set("float", embedding);
    }
    return reply;
  }

  private static String json(RequestInput input, VectorSource source) throws StubError {
    int length = input.vectorLength();
    String text = input.text();
    float[] ofText = text == null ? null : source.text(text, length);
    if (ofText != null && input.normalize()) {
      ofText = HashVectors.unit(ofText);
    }
    byte[] image = input.image();
    float[] ofImage = image == null ? null : imageVector(source, image, length);
    return json(average(ofText, ofImage), input.types())
        .put("inputTextTokenCount", input.tokens())
        .toString();
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
