/* spin.c: a program that takes time and calls nothing. */
int main(void)
{
	for (volatile int i = 0; i < 100000000; i = i + 1)
		;
	return 0;
}
