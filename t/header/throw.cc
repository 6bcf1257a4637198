// throw.cc: scopes that an exception leaves, and one in a lambda.
#include "tare.h"

static void thrower(int n)
{
	TARE_FN();
	TARE_SCOPE("inner");
	throw n;
}

static int after(int n)
{
	TARE_FN();
	return n;
}

int main()
{
	int sum = 0;

	TARE_FN();
	for (int i = 0; i < 50; i++) {
		auto call = [i] {
			TARE_FN();
			thrower(i);
		};

		try {
			call();
		} catch (int n) {
			sum += after(n);
		}
	}
	return sum == 1225 ? 0 : 1;
}
