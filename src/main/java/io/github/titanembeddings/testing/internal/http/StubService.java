package io.github.titanembeddings.testing.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.controlplane.ControlPlane;
import io.github.titanembeddings.testing.internal.controlplane.Throughput;
import io.github.titanembeddings.testing.internal.http.InvokeRequestCheck.Input;
import io.github.titanembeddings.transport.InvokeReply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The stub below HTTP: maps request bodies to responses. Thread-safe. */
public final class StubService {
  private static final int MAX_RECORDED = 1_000;
  private static final int DEFAULT_LENGTH = 1024;
  private static final String BASE_MODEL = "amazon.titan-embed-image-v1";
  private static final Pattern KNOWN_ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:bedrock:[a-z0-9-]+:"
              + "([0-9]{12}:provisioned-model/[a-z0-9]{12}"
              + "|:foundation-model/amazon\\.titan-embed-image-v1)");

  public final StubScript script = new StubScript();
  public final HashVectors hashVectors = new HashVectors();
  public final ControlPlane controlPlane = new ControlPlane();

  private final Set<String> models = ConcurrentHashMap.newKeySet();
  private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
  private long count;
  private volatile VectorSource vectors = hashVectors;
  private volatile boolean limitEachSide;

  public StubService() {
    models.add(BASE_MODEL);
  }

  public void reset() {
    script.clear();
    controlPlane.clear();
    hashVectors.clear();
    models.retainAll(Set.of(BASE_MODEL));
    vectors = hashVectors;
    limitEachSide = false;
    synchronized (this) {
      requests.clear();
      count = 0;
    }
  }

  public void vectors(VectorSource source) {
    vectors = source;
  }

  public void limitEachSide(boolean eachSide) {
    limitEachSide = eachSide;
  }

  public void model(String id) {
    models.add(id);
  }

  /** Returns the response to a request: a vector, an error, or the scripted one. */
  ScriptedResponse respond(String modelId, byte[] body, Map<String, String> headers) {
    Optional<ScriptedResponse> scripted = script.take();
    Input input = null;
    ScriptedResponse response;
    try {
      input = InvokeRequestCheck.check(body, limitEachSide);
      VectorSource source = vectorsOf(modelId);
      response = scripted.isPresent() ? scripted.get() : response(input, source);
    } catch (StubError e) {
      response = scripted.orElse(e.response());
    }
    byte[] image = input == null ? null : input.image();
    remember(
        new ReceivedRequest(
            modelId,
            body.length,
            Map.copyOf(headers),
            input == null ? null : input.text(),
            input == null ? null : input.info(),
            image == null ? null : HashVectors.hash(image),
            input == null ? null : input.length(),
            response.recordedStatus()));
    return response;
  }

  private VectorSource vectorsOf(String id) throws StubError {
    Throughput.Model behind = controlPlane.throughputs().serving(id);
    if (behind == null && !models.contains(id) && !KNOWN_ARN.matcher(id).matches()) {
      throw StubError.unknownModel();
    }
    VectorSource tuned = behind == null ? null : behind.vectors();
    return tuned == null ? vectors : tuned;
  }

  private ScriptedResponse response(Input input, VectorSource source) throws StubError {
    Duration latency = script.latency();
    return ScriptedResponse.json(200, json(input, source))
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

  private static String json(Input input, VectorSource source) throws StubError {
    int length = input.length() == null ? DEFAULT_LENGTH : input.length();
    String text = input.text();
    float[] ofText = text == null ? null : HashVectors.unit(source.text(text, length));
    byte[] image = input.image();
    float[] ofImage = image == null ? null : imageVector(source, image, length);
    return ScriptedResponse.embedding(average(ofText, ofImage), input.tokens());
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

  private synchronized void remember(ReceivedRequest request) {
    count++;
    requests.add(request);
    if (requests.size() > MAX_RECORDED) {
      requests.remove();
    }
  }

  public synchronized List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  public synchronized long count() {
    return count;
  }
}
