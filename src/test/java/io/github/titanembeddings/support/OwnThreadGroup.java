package io.github.titanembeddings.support;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs the methods of a test class in one thread group. What they start joins it, so that a count
 * of its threads does not see those of classes that run at the same time.
 */
public final class OwnThreadGroup implements InvocationInterceptor {
  private final ThreadGroup group = new ThreadGroup("own");

  @Override
  public void interceptBeforeAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  private void run(Invocation<@Nullable Void> invocation) throws Throwable {
    @Nullable Throwable[] failure = new Throwable[1];
    Runnable method =
        () -> {
          try {
            invocation.proceed();
          } catch (Throwable e) {
            failure[0] = e;
          }
        };
    Thread thread = new Thread(group, method, "test");
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw failure[0];
    }
  }
}
