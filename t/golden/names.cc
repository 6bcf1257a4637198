/* names.cc: a program whose functions have long names with spaces. */
#include <map>
#include <string>
#include <vector>

namespace {
struct widget {
	int spin(int count, const std::string &text) const
	{
		volatile int sum = 0;

		for (int i = 0; i < count; i++)
			sum = sum + (int)text.size();
		return sum;
	}
};
}

namespace shop {
template <typename T, int N> __attribute__((noinline)) T add(T a)
{
	for (volatile int i = 0; i < 20000000; i = i + 1)
		a += N;
	return a;
}

struct price {
	int cents;
	bool operator<(const price &other) const { return cents < other.cents; }
};
}

int main()
{
	std::map<shop::price, std::vector<std::string>> shelf;
	widget w;
	int sum = 0;

	for (int i = 0; i < 20; i++)
		shelf[shop::price{ i * 7 % 20 }].push_back("tea");
	for (auto &row : shelf)
		sum += w.spin(1000000, row.second.at(0));
	return (int)shop::add<long, 7>(sum) < 0;
}
