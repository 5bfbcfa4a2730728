package io.github.titanembeddings.testing.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.testing.PixelRule;
import io.github.titanembeddings.testing.StubControlPlane;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.controlplane.ControlPlane;
import io.github.titanembeddings.testing.internal.controlplane.ControlSettings;
import io.github.titanembeddings.testing.internal.controlplane.Throughput;
import io.github.titanembeddings.testing.internal.training.ModelTrainer;
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

/** The stand-in without its HTTP: takes bodies and gives answers. */
public final class StubService {
  private static final int REMEMBERED = 1_000;
  private static final int DEFAULT_LENGTH = 1024;
  private static final String BASE_MODEL = "amazon.titan-embed-image-v1";
  private static final Pattern KNOWN_ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:bedrock:[a-z0-9-]+:"
              + "([0-9]{12}:provisioned-model/[a-z0-9]{12}"
              + "|:foundation-model/amazon\\.titan-embed-image-v1)");

  public final StubScript script = new StubScript();
  public final HashVectors hashVectors = new HashVectors();
  final ControlPlane controlPlane;
  public final StubControlPlane fineTuning;

  private final ControlSettings controlSettings = new ControlSettings();
  private final Set<String> models = ConcurrentHashMap.newKeySet();
  private final Deque<StubRequest> requests = new ArrayDeque<>();
  private long count;
  private volatile VectorSource vectors = hashVectors;
  private volatile PixelRule pixels = PixelRule.PRODUCT;

  public StubService() {
    models.add(BASE_MODEL);
    controlPlane =
        new ControlPlane(controlSettings, new ModelTrainer(controlSettings, () -> vectors));
    fineTuning = new StubControlPlane(controlPlane, controlSettings);
  }

  /** Forgets requests and all it was told. */
  public void reset() {
    script.clear();
    controlSettings.reset();
    controlPlane.clear();
    hashVectors.clear();
    models.retainAll(Set.of(BASE_MODEL));
    vectors = hashVectors;
    pixels = PixelRule.PRODUCT;
    synchronized (this) {
      requests.clear();
      count = 0;
    }
  }

  public void vectors(VectorSource source) {
    vectors = source;
  }

  public void pixels(PixelRule rule) {
    pixels = rule;
  }

  public void model(String id) {
    models.add(id);
  }

  /** The answer to a request: a vector, a refusal, or what the script says. */
  StubResponse answer(String modelId, byte[] body, Map<String, String> headers) {
    Optional<StubResponse> scripted = script.take();
    TitanInput input = null;
    StubResponse answer;
    try {
      TakenRequest taken = RequestCheck.check(body, pixels);
      input = taken.input();
      VectorSource answering = vectorsOf(modelId);
      answer = scripted.isPresent() ? scripted.get() : reply(taken, answering);
    } catch (StubRefusal e) {
      answer = scripted.orElse(e.answer());
    }
    int status = answer.fault() == null ? answer.status() : 0;
    remember(new StubRequest(modelId, body.length, headers, input, status));
    return answer;
  }

  private VectorSource vectorsOf(String id) throws StubRefusal {
    Throughput.Model behind = controlPlane.throughputs.answering(id);
    if (behind == null && !models.contains(id) && !KNOWN_ARN.matcher(id).matches()) {
      throw StubRefusal.unknownModel();
    }
    VectorSource tuned = behind == null ? null : behind.vectors();
    return tuned == null ? vectors : tuned;
  }

  private StubResponse reply(TakenRequest taken, VectorSource vectors) throws StubRefusal {
    Duration latency = script.latency();
    return StubResponse.body(json(taken, vectors))
        .after(latency)
        .header("X-Amzn-Bedrock-Invocation-Latency", String.valueOf(latency.toMillis()))
        .header("X-Amzn-Bedrock-Input-Token-Count", String.valueOf(taken.tokens()));
  }

  /** Returns the response to a call for the base model, without HTTP, script or state. */
  public static InvokeReply reply(byte[] body) {
    try {
      TakenRequest taken = RequestCheck.check(body, PixelRule.PRODUCT);
      return InvokeReply.builder(json(taken, new HashVectors()).getBytes(UTF_8))
          .serviceLatency(Duration.ZERO)
          .inputTokenCount(taken.tokens())
          .build();
    } catch (StubRefusal e) {
      throw e.exception();
    }
  }

  private static String json(TakenRequest taken, VectorSource vectors) throws StubRefusal {
    Integer asked = taken.input().outputEmbeddingLength();
    int length = asked == null ? DEFAULT_LENGTH : asked;
    String text = taken.input().text();
    float[] ofText = text == null ? null : unit(vectors.text(text, length));
    byte[] image = taken.image();
    float[] ofImage = image == null ? null : unit(vector(vectors, image, length));
    return StubJson.reply(joined(ofText, ofImage), taken.tokens());
  }

  private static float[] vector(VectorSource vectors, byte[] image, int length) throws StubRefusal {
    try {
      return vectors.image(image, length);
    } catch (IllegalArgumentException e) {
      throw StubRefusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static float[] joined(float @Nullable [] text, float @Nullable [] image) {
    if (text == null || image == null) {
      return Objects.requireNonNull(text == null ? image : text);
    }
    float[] average = new float[text.length];
    for (int i = 0; i < average.length; i++) {
      average[i] = (text[i] + image[i]) / 2;
    }
    return average;
  }

  /** The vector of the same direction and length 1; one of all zeros stays as it is. */
  public static float[] unit(float[] vector) {
    double squares = 0;
    for (float number : vector) {
      squares += (double) number * number;
    }
    float[] unit = vector.clone();
    for (int i = 0; squares > 0 && i < unit.length; i++) {
      unit[i] = (float) (unit[i] / Math.sqrt(squares));
    }
    return unit;
  }

  private synchronized void remember(StubRequest request) {
    count++;
    requests.add(request);
    if (requests.size() > REMEMBERED) {
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
